package io.tailrace.receivers.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Metadata;
import io.grpc.Status;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.tailrace.component.Outcome;
import io.tailrace.component.Payload;
import io.tailrace.component.StartException;
import io.tailrace.model.Signal;
import io.tailrace.receivers.otlp.GrpcSender.Answer;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.FakeIntake;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OtlpGrpcTest {
  private final FakeHost host = new FakeHost("otlp");
  private final FakeIntake intake = new FakeIntake();
  private Optional<OtlpReceiver> receiver = Optional.empty();

  @AfterEach
  void close() {
    receiver.ifPresent(OtlpReceiver::close);
  }

  @ParameterizedTest
  @EnumSource(Signal.class)
  void handsOverEverySignalAsItCame(Signal signal) throws StartException {
    byte[] request = Requests.of(signal, 3);
    try (GrpcSender sender = new GrpcSender(start())) {
      assertThat(sender.send(signal, request).status()).isEqualTo(Status.OK);
    }
    Payload payload = intake.offered().getFirst();
    assertThat(payload.otlp()).isEqualTo(request);
    assertThat(payload.items()).isEqualTo(3);
    assertThat(payload.origins().of(0).address()).isEqualTo("127.0.0.1");
    assertThat(
            host.counted()
                .count(
                    "otelcol_receiver_accepted_" + signal.items(),
                    "receiver",
                    "otlp",
                    "transport",
                    "grpc"))
        .isEqualTo(3);
  }

  @Test
  void answersAnEmptyRequestWithSuccessAndKeepsNothing() throws StartException {
    try (GrpcSender sender = new GrpcSender(start())) {
      assertThat(sender.send(Signal.TRACES, new byte[0]).status()).isEqualTo(Status.OK);
    }
    assertThat(intake.offered()).isEmpty();
  }

  @Test
  void refusesWhatIsNoRequest() throws StartException {
    try (GrpcSender sender = new GrpcSender(start())) {
      Answer answer = sender.send(Signal.TRACES, new byte[] {10, 100, 1});
      assertThat(answer.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
    assertThat(intake.offered()).isEmpty();
  }

  @Test
  void tellsThatAllWasTakenButForSome() throws Exception {
    intake.answer(_ -> new Outcome.Partial(1, "one span is too large"));
    try (GrpcSender sender = new GrpcSender(start())) {
      Answer answer = sender.send(Signal.TRACES, Requests.of(Signal.TRACES, 3));
      assertThat(answer.status()).isEqualTo(Status.OK);
      var partial = ExportTraceServiceResponse.parseFrom(answer.message()).getPartialSuccess();
      assertThat(partial.getRejectedSpans()).isEqualTo(1);
      assertThat(partial.getErrorMessage()).isEqualTo("one span is too large");
    }
    assertThat(host.counted().total("otelcol_receiver_accepted_spans")).isEqualTo(2);
    assertThat(host.counted().total("otelcol_receiver_failed_spans")).isEqualTo(1);
  }

  @Test
  void tellsWhenToTryAgain() throws Exception {
    intake.answer(_ -> new Outcome.Retry("Kafka is away", Duration.ofMillis(1500)));
    try (GrpcSender sender = new GrpcSender(start())) {
      Answer away = sender.send(Signal.TRACES, Requests.of(Signal.TRACES, 3));
      assertThat(away.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(away.status().getDescription()).isEqualTo("Kafka is away");
      assertThat(RetryHint.in(away.trailers())).isEqualTo(Duration.ofMillis(1500));

      intake.answer(_ -> new Outcome.Overloaded("too much", Duration.ofSeconds(2)));
      Answer behind = sender.send(Signal.TRACES, Requests.of(Signal.TRACES, 3));
      assertThat(behind.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(RetryHint.in(behind.trailers())).isEqualTo(Duration.ofSeconds(2));

      intake.answer(_ -> new Outcome.Refused("bad"));
      Answer bad = sender.send(Signal.TRACES, Requests.of(Signal.TRACES, 3));
      assertThat(bad.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
    assertThat(host.counted().total("otelcol_receiver_refused_spans")).isEqualTo(6);
    assertThat(host.counted().total("otelcol_receiver_failed_spans")).isEqualTo(3);
  }

  @Test
  void answersWhenTheIntakeDoesAndNotBefore() throws Exception {
    AtomicReference<Consumer<Outcome>> pending = new AtomicReference<>();
    receiver = Optional.of(Receivers.make("127.0.0.1:0", host, (_, done) -> pending.set(done)));
    receiver.get().start();
    try (GrpcSender sender = new GrpcSender(receiver.get().listening().getFirst().address())) {
      var answer =
          sender.start(
              Signal.TRACES,
              Requests.of(Signal.TRACES, 1),
              io.grpc.CallOptions.DEFAULT,
              new Metadata());
      Await.until(() -> pending.get() != null);
      assertThat(answer).isNotDone();
      pending.get().accept(Outcome.ACCEPTED);
      assertThat(answer.get().status()).isEqualTo(Status.OK);
    }
  }

  @Test
  void saysWhoHoldsThePort() throws StartException {
    String taken = start();
    OtlpReceiver second = Receivers.make(taken, host, intake);
    assertThatThrownBy(second::start)
        .isInstanceOf(StartException.class)
        .hasMessageContaining("otlp cannot listen on " + taken)
        .hasMessageContaining("in use")
        .hasMessageContaining("endpoint");
    second.close();
  }

  private String start() throws StartException {
    receiver = Optional.of(Receivers.make("127.0.0.1:0", host, intake));
    receiver.get().start();
    return receiver.get().listening().getFirst().address();
  }
}
