package io.tailrace.bench;

import io.tailrace.app.replay.Journeys;
import io.tailrace.app.replay.LoadGenerator;
import io.tailrace.app.replay.LoadPlan;
import io.tailrace.app.replay.Recording;
import io.tailrace.app.replay.Sender;
import io.tailrace.app.replay.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Recorded traces, which every candidate of a round is sent alike: the same spans under the same
/// ids.
///
/// @param recording what is sent, the bundled one when empty
/// @param spanBytes how many bytes a span has at least, 0 for spans as they were recorded
/// @param warmup spans before anything is measured
/// @param plan what is measured
record Load(Optional<Path> recording, int spanBytes, long warmup, LoadPlan plan) {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /// Below the 4 MiB that a receiver of gRPC takes by default.
  private static final int LARGEST_REQUEST = 1 << 20;

  /// Returns this load with larger spans, and as many fewer of them in a request as it takes.
  Load withSpansOf(int bytes) {
    return new Load(recording, bytes, warmup, plan);
  }

  /// How to warm up without ever exceeding the rate of the measurement.
  LoadPlan warmupPlan() {
    return new LoadPlan(warmup, plan.limit(), plan.rate(), plan.workers(), true);
  }

  /// Returns the spans that are sent while a process warms up.
  Recording warming(int round) throws IOException {
    return workload(2L * round);
  }

  /// Returns the spans that are measured.
  Recording measured(int round) throws IOException {
    return workload(2L * round + 1);
  }

  private Recording workload(long seed) throws IOException {
    var clock = InstantSource.system();
    int batch = spanBytes == 0 ? Recording.SDK_BATCH : batch();
    var spans =
        recording.isPresent()
            ? Recording.load(recording.get(), batch, clock, seed)
            : Recording.bundled(batch, clock, seed);
    return spanBytes == 0 ? spans : spans.rewritten(new LargerSpans(spanBytes));
  }

  private int batch() {
    return Math.clamp(LARGEST_REQUEST / spanBytes, 1, Recording.SDK_BATCH);
  }

  /// Returns what sends a workload to a candidate.
  ///
  /// @param around sees every request before it leaves
  static LoadGenerator generator(
      Workload workload, Candidate.Running to, Journeys journeys, UnaryOperator<Sender> around) {
    var target = "127.0.0.1:" + to.grpc();
    return new LoadGenerator(workload, () -> around.apply(Sender.grpc(target, TIMEOUT)), journeys);
  }
}
