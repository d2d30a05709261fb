package io.tailrace.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.model.Signal;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Killed at any moment, a pipeline that samples keeps whole traces and never takes a decision
/// back.
@Execution(ExecutionMode.CONCURRENT)
final class SamplingChaosTest {
  private static final long WAIT_MILLIS = 3_000;
  private static final String SAMPLING =
      """
      processors:
        tail_sampling:
          decision_wait: %d ms
          policies:
            - {name: errors, type: status_code, status_code: {status_codes: [ERROR]}}
            - {name: some, type: probabilistic, probabilistic: {sampling_percentage: 10}}
      exporters: {otlp\
      """
          .formatted(WAIT_MILLIS)
          .replace(" ms", "ms");

  @TempDir private Path directory;

  @Test
  void keepsTracesWholeOverKillsAtRandomMoments() throws Exception {
    Setup sampling =
        Setup.in(directory)
            .heap("256m")
            .with("exporters: {otlp", SAMPLING)
            .with(
                "traces: {receivers: [otlp], exporters",
                "traces: {receivers: [otlp], processors: [tail_sampling], exporters");
    try (var rig = sampling.start();
        var clients = rig.clients()) {
      clients.send(Kills.RATE);
      for (int kill = 0; kill < Kills.NUMBER; kill++) {
        rig.awaitAcknowledged(clients, 4_000);
        rig.killAtRandom(clients);
      }
      rig.awaitAcknowledged(clients, 4_000);
      clients.end();
      rig.await("all decisions, released and exported", rig::drained);

      SampledTraces traces = SampledTraces.of(rig.topics());
      System.out.printf(
          "%,d traces, %,d kept, %,d spans released, %,d again%n",
          traces.given().size(), traces.kept(), traces.released().size(), traces.releasedAgain());
      assertThat(traces.kept()).isBetween(1L, (long) traces.given().size() / 2);
      assertThat(traces.broken()).isEqualTo(List.of());
      assertThat(traces.errorsDropped(WAIT_MILLIS - 500)).isEqualTo(List.of());
      assertThat(traces.missingFrom(rig.sink.taken(Signal.TRACES))).isEmpty();
      assertThat(clients.acknowledged().missingFrom(traces.spans())).isZero();
      assertThat(traces.releasedAgain()).isZero();
      assertThat(rig.ledger()).contains("\"balanced\":true");
    }
  }
}
