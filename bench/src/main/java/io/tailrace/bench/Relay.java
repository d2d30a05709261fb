package io.tailrace.bench;

import io.tailrace.app.demo.RelayFile;
import io.tailrace.app.demo.Scratch;
import io.tailrace.app.replay.Journeys;
import io.tailrace.app.replay.LoadGenerator;
import io.tailrace.app.replay.LoadPlan;
import io.tailrace.app.replay.Recording;
import io.tailrace.app.replay.Sender;
import io.tailrace.app.replay.Sink;
import io.tailrace.app.replay.Verdict;
import io.tailrace.model.Signal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/// Recorded traces through a candidate into a sink: warm it up, measure, and count every span.
///
/// @param recording what is sent, the bundled one when empty
/// @param compression of what the candidate sends
/// @param warmup spans before anything is measured
/// @param plan what is measured
record Relay(Optional<Path> recording, String compression, long warmup, LoadPlan plan) {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration TO_DRAIN = Duration.ofMinutes(5);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
  private static final double MICROS = 1000;

  /// Runs it once with a fresh process.
  ///
  /// @throws IOException when spans are missing at the end, or the candidate does not start
  Sample run(Candidate candidate, int round) throws IOException, InterruptedException {
    var journeys = new Journeys();
    try (var scratch = Scratch.create();
        var sink = Sink.open(journeys);
        var running =
            candidate.start(scratch.path(), RelayFile.otlp(sink.grpcPort(), compression))) {
      double started = Usage.of(running.process().pid()).cpuSeconds();
      var warm = generator(running, journeys, 2L * round);
      warm.run(LoadPlan.items(warmup, plan.workers()));
      drain(warm, sink);
      journeys.reset();

      var measured = generator(running, journeys, 2L * round + 1);
      var threads = Threads.of(running.process().pid());
      double cpu = Usage.of(running.process().pid()).cpuSeconds();
      long start = System.nanoTime();
      measured.run(plan);
      drain(measured, sink);
      double seconds = (System.nanoTime() - start) / 1e9;
      var usage = Usage.of(running.process().pid());
      var threadsAfter = Threads.of(running.process().pid());
      running.process().stop();
      long spans = measured.tally().acknowledged().size();
      var micros = measured.tally().micros();
      return new Sample(
          (usage.cpuSeconds() - cpu) * 1e6 / spans,
          (cpu - started) * 1e6 / warmup,
          usage.peakMegabytes(),
          spans / seconds,
          milliseconds(micros, 50),
          milliseconds(micros, 99),
          milliseconds(journeys.micros(), 99),
          sink.taken(Signal.TRACES).duplicates(),
          threadsAfter.since(threads, spans));
    }
  }

  private LoadGenerator generator(Candidate.Running running, Journeys journeys, long seed)
      throws IOException {
    var clock = InstantSource.system();
    var workload =
        recording.isPresent()
            ? Recording.load(recording.get(), Recording.SDK_BATCH, clock, seed)
            : Recording.bundled(clock, seed);
    var target = "127.0.0.1:" + running.grpc();
    return new LoadGenerator(workload, () -> Sender.grpc(target, TIMEOUT), journeys);
  }

  /// Waits until everything acknowledged has arrived.
  private static void drain(LoadGenerator generator, Sink sink)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + TO_DRAIN.toNanos();
    var acknowledged = generator.tally().acknowledged();
    var taken = sink.taken(Signal.TRACES);
    long known = -1;
    while (System.nanoTime() < end) {
      long now = taken.size();
      if (now == known && Verdict.of(acknowledged, taken).kept()) {
        return;
      }
      known = now;
      Thread.sleep(BETWEEN_LOOKS);
    }
    throw new IOException("not everything arrived: " + Verdict.of(acknowledged, taken));
  }

  private static double milliseconds(Histogram micros, double percentile) {
    return micros.getValueAtPercentile(percentile) / MICROS;
  }
}
