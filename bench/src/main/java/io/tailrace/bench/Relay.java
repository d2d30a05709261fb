package io.tailrace.bench;

import io.tailrace.app.demo.RelayFile;
import io.tailrace.app.demo.Scratch;
import io.tailrace.app.replay.Journeys;
import io.tailrace.app.replay.LoadGenerator;
import io.tailrace.app.replay.LoadPlan;
import io.tailrace.app.replay.Recording;
import io.tailrace.app.replay.Sink;
import io.tailrace.app.replay.Verdict;
import io.tailrace.model.Signal;
import java.io.IOException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.HdrHistogram.Histogram;

/// Recorded traces through a candidate into a sink: warm it up, measure, and count every span.
///
/// @param load what is sent
/// @param compression of what the candidate sends
record Relay(Load load, String compression) {
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
      long pid = running.process().pid();
      double started = Meter.start(pid).before();
      var warm = generator(running, journeys, load.warming(round));
      warm.run(LoadPlan.items(load.warmup(), load.plan().workers()));
      drain(warm, sink);
      journeys.reset();

      var measured = generator(running, journeys, load.measured(round));
      var meter = Meter.start(pid);
      measured.run(load.plan());
      drain(measured, sink);
      long spans = measured.tally().acknowledged().size();
      var used = meter.read(spans);
      running.process().stop();
      var micros = measured.tally().micros();
      return new Sample(
          used.cpuPerMillion(),
          (meter.before() - started) * 1e6 / load.warmup(),
          used.peakMegabytes(),
          spans / used.seconds(),
          milliseconds(micros, 50),
          milliseconds(micros, 99),
          milliseconds(journeys.micros(), 99),
          sink.taken(Signal.TRACES).duplicates(),
          used.threads());
    }
  }

  private static LoadGenerator generator(
      Candidate.Running running, Journeys journeys, Recording spans) {
    return Load.generator(spans, running, journeys, UnaryOperator.identity());
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
