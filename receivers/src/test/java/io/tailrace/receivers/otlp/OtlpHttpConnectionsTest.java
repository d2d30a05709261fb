package io.tailrace.receivers.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.Outcome;
import io.tailrace.component.StartException;
import io.tailrace.config.Proves;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.RawConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How connections to the HTTP server live and end.
class OtlpHttpConnectionsTest {
  private static final String HEAD =
      """
      POST /v1/traces HTTP/1.1\r
      Host: x\r
      Content-Type: application/json\r
      Content-Length: %d\r
      \r
      """;
  private static final String EMPTY = HEAD.formatted(2) + "{}";
  private static final String ONE =
      "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":"
          + "\"5b8efff798038103d269b633813fc60c\",\"spanId\":\"eee19b7ec3c1b174\"}]}]}]}";

  private final AtomicReference<Consumer<Outcome>> pending = new AtomicReference<>();
  private final List<OtlpReceiver> receivers = new ArrayList<>();

  @AfterEach
  void close() {
    receivers.forEach(OtlpReceiver::close);
  }

  @Test
  @Proves("Http.read_header_timeout")
  void closesConnectionsOnWhichHeadersTakeTooLong() throws Exception {
    String address = start("read_header_timeout: 300ms");
    try (RawConnection between = RawConnection.to(address);
        RawConnection silent = RawConnection.to(address);
        RawConnection slow = RawConnection.to(address)) {
      between.send(EMPTY);
      assertThat(between.answer()).startsWith("HTTP/1.1 200");
      slow.send(EMPTY);
      assertThat(slow.answer()).startsWith("HTTP/1.1 200");
      slow.send("POST /v1/traces HTT");
      assertThat(silent.isClosed()).as("says nothing").isTrue();
      assertThat(slow.isClosed()).as("does not end its second request's headers").isTrue();
      between.send(EMPTY);
      assertThat(between.answer()).as("has no request under way").startsWith("HTTP/1.1 200");
    }
  }

  @Test
  @Proves("Http.idle_timeout")
  void closesIdleConnectionsOnlyWhenTheFileSaysSo() throws Exception {
    try (RawConnection patient = RawConnection.to(start(""));
        RawConnection impatient = RawConnection.to(start("idle_timeout: 300ms"))) {
      patient.send(EMPTY);
      impatient.send(EMPTY);
      assertThat(patient.answer()).startsWith("HTTP/1.1 200");
      assertThat(impatient.answer()).startsWith("HTTP/1.1 200");
      assertThat(impatient.isClosed()).isTrue();
      patient.send(EMPTY);
      assertThat(patient.answer()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  @Proves("Http.write_timeout")
  void answersInItsPlaceWhenTheIntakeTakesTooLong() throws Exception {
    try (RawConnection connection = RawConnection.to(start("write_timeout: 300ms"))) {
      connection.send(HEAD.formatted(ONE.length()) + ONE);
      assertThat(connection.answer())
          .startsWith("HTTP/1.1 503")
          .contains("application/json")
          .contains("connection: close", "retry-after: 1")
          .contains("{\"code\":14,\"message\":\"there was no answer within 300 ms\"")
          .contains("\"retryDelay\":\"1.000000000s\"");
    }
  }

  @Test
  @Proves("HttpServerConfig.read_timeout")
  void refusesABodyThatDoesNotArrive() throws Exception {
    try (RawConnection connection = RawConnection.to(start("read_timeout: 300ms"))) {
      connection.send(HEAD.formatted(ONE.length()) + "{");
      assertThat(connection.answer())
          .startsWith("HTTP/1.1 408")
          .contains("connection: close")
          .contains("{\"code\":4,\"message\":\"the body did not arrive within 300 ms\"}");
    }
    assertThat(pending.get()).isNull();
  }

  @Test
  @Proves("HttpServerConfig.keep_alives_enabled")
  void endsAConnectionAfterItsRequestWhenItMustNotBeKept() throws Exception {
    try (RawConnection connection = RawConnection.to(start("keep_alives_enabled: false"))) {
      connection.send(EMPTY);
      assertThat(connection.answer()).startsWith("HTTP/1.1 200").contains("connection: close");
    }
    try (RawConnection connection = RawConnection.to(start(""))) {
      connection.send(EMPTY);
      assertThat(connection.answer()).startsWith("HTTP/1.1 200").doesNotContain("close");
    }
  }

  @Test
  void answersWhatIsUnderWayWhenItClosesAndSendsOthersElsewhere() throws Exception {
    String address = start("");
    try (RawConnection before = RawConnection.to(address);
        RawConnection after = RawConnection.to(address)) {
      before.send(HEAD.formatted(ONE.length()) + ONE);
      Await.until(() -> pending.get() != null);
      Thread closing = Thread.startVirtualThread(receivers.getFirst()::close);
      AtomicReference<String> refusal = new AtomicReference<>("");
      Await.until(() -> refusal.updateAndGet(_ -> ask(address)).startsWith("HTTP/1.1 503"));
      assertThat(refusal.get()).contains("retry-after: 1", "connection: close");
      pending.get().accept(Outcome.ACCEPTED);
      assertThat(before.answer()).startsWith("HTTP/1.1 200");
      closing.join();
      assertThat(after.isClosed()).isTrue();
    }
  }

  private static String ask(String address) {
    try (RawConnection connection = RawConnection.to(address)) {
      connection.send(EMPTY);
      return connection.answer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String start(String yaml) throws StartException {
    String text = "protocols:\n  http:\n    endpoint: 127.0.0.1:0\n" + yaml.indent(4);
    OtlpReceiver receiver =
        Receivers.of(text, new FakeHost("otlp"), (_, done) -> pending.set(done));
    receivers.add(receiver);
    receiver.start();
    return receiver.listening().getFirst().address();
  }
}
