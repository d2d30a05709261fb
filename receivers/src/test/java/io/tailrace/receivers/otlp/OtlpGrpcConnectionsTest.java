package io.tailrace.receivers.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.Metadata;
import io.grpc.Status;
import io.tailrace.component.Outcome;
import io.tailrace.component.StartException;
import io.tailrace.config.Proves;
import io.tailrace.model.Signal;
import io.tailrace.receivers.otlp.GrpcSender.Answer;
import io.tailrace.testkit.FakeHost;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How connections to the gRPC server live and end.
@Execution(ExecutionMode.CONCURRENT)
class OtlpGrpcConnectionsTest {
  private static final byte[] KEEPALIVE = {0, 0, 0, 0, 0, 0, (byte) 0xde, (byte) 0xad};
  private static final int MAX_CONCURRENT_STREAMS = 3;
  private static final int MORE_THAN_IS_TOLERATED = 10;

  private final AtomicReference<Consumer<Outcome>> pending = new AtomicReference<>();
  private final List<OtlpReceiver> receivers = new ArrayList<>();

  @AfterEach
  void close() {
    receivers.forEach(OtlpReceiver::close);
  }

  @ParameterizedTest
  @CsvSource({"1ns, true, true", "1ns, false, false", "1h, true, false"})
  @Proves({"EnforcementPolicy.min_time", "EnforcementPolicy.permit_without_stream"})
  void endsConnectionsOfClientsThatPingTooOften(String least, boolean permitted, boolean tolerated)
      throws Exception {
    String policy = "{min_time: %s, permit_without_stream: %s}".formatted(least, permitted);
    try (Http2Line line = new Http2Line(start("keepalive: {enforcement_policy: " + policy + "}"))) {
      assertThat(answersPings(line)).isEqualTo(tolerated);
    }
  }

  private static boolean answersPings(Http2Line line) throws IOException {
    for (int i = 0; i < MORE_THAN_IS_TOLERATED; i++) {
      if (!line.ping()) {
        return false;
      }
    }
    return true;
  }

  /// Takes the ten seconds that are the least to wait before a ping.
  @Test
  @Proves({"ServerParameters.time", "ServerParameters.timeout"})
  void pingsSilentClientsAndEndsTheConnectionsOfThoseThatDoNotAnswer() throws Exception {
    String hasty = "keepalive: {server_parameters: {time: 10s, timeout: 100ms}}";
    String patient = "keepalive: {server_parameters: {time: 10s, timeout: 1h}}";
    try (Http2Line kept = new Http2Line(start(patient));
        Http2Line ended = new Http2Line(start(hasty))) {
      assertThat(ended.await(Http2Line.PING).payload()).isEqualTo(KEEPALIVE);
      assertThat(kept.await(Http2Line.PING).payload()).isEqualTo(KEEPALIVE);
      assertThat(ended.isClosed()).isTrue();
      assertThat(kept.ping()).isTrue();
    }
  }

  @Test
  @Proves("ServerParameters.max_connection_idle")
  void endsConnectionsThatAreIdle() throws Exception {
    String address = start("keepalive: {server_parameters: {max_connection_idle: 1s}}");
    try (Http2Line line = new Http2Line(address)) {
      assertThat(line.await(Http2Line.GOAWAY).payload()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"10ms, UNAVAILABLE", "0s, OK"})
  @Proves({"ServerParameters.max_connection_age", "ServerParameters.max_connection_age_grace"})
  void endsOldConnectionsWhenTheGraceForWhatIsUnderWayIsOver(String grace, Status.Code code)
      throws Exception {
    String parameters = "{max_connection_age: 1s, max_connection_age_grace: %s}".formatted(grace);
    try (GrpcSender sender =
        new GrpcSender(start("keepalive: {server_parameters: " + parameters + "}"))) {
      CompletableFuture<Answer> answer = send(sender);
      Await.until(() -> pending.get() != null);
      Await.until(() -> sender.state() == ConnectivityState.IDLE);
      if (code == Status.Code.OK) {
        pending.get().accept(Outcome.ACCEPTED);
      }
      assertThat(answer.get().status().getCode()).isEqualTo(code);
    }
  }

  @Test
  @Proves("GrpcServerConfig.max_concurrent_streams")
  void saysHowManyRequestsAConnectionMayHaveUnderWay() throws Exception {
    try (Http2Line line = new Http2Line(start("max_concurrent_streams: 7"))) {
      assertThat(line.setting(MAX_CONCURRENT_STREAMS)).isEqualTo(7);
    }
  }

  @Test
  void answersWhatIsUnderWayWhenItCloses() throws Exception {
    try (GrpcSender sender = new GrpcSender(start(""))) {
      CompletableFuture<Answer> answer = send(sender);
      Await.until(() -> pending.get() != null);
      Thread closing = Thread.startVirtualThread(receivers.getFirst()::close);
      Await.until(() -> sender.state() == ConnectivityState.IDLE);
      pending.get().accept(Outcome.ACCEPTED);
      assertThat(answer.get().status()).isEqualTo(Status.OK);
      closing.join();
    }
  }

  private static CompletableFuture<Answer> send(GrpcSender sender) {
    return sender.start(
        Signal.TRACES, Requests.of(Signal.TRACES, 1), CallOptions.DEFAULT, new Metadata());
  }

  private String start(String yaml) throws StartException {
    String text = "protocols:\n  grpc:\n    endpoint: 127.0.0.1:0\n" + yaml.indent(4);
    OtlpReceiver receiver =
        Receivers.of(text, new FakeHost("otlp"), (_, done) -> pending.set(done));
    receivers.add(receiver);
    receiver.start();
    return receiver.listening().getFirst().address();
  }
}
