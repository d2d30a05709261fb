package io.tailrace.bench;

import io.tailrace.app.demo.RelayFile;
import io.tailrace.app.demo.Scratch;
import io.tailrace.app.replay.Journeys;
import io.tailrace.app.replay.Sink;
import io.tailrace.model.Signal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/// Recorded traces through a candidate that samples whole traces into a sink: warm it up, measure,
/// and hold what arrived against what had to be kept.
///
/// @param load what is sent
/// @param policies of the sampler
/// @param compression of what the candidate sends
record Sampling(Load load, SamplingPolicies policies, String compression) {
  private static final Duration TO_BALANCE = Duration.ofSeconds(20);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
  private static final double MICROS = 1000;

  /// Runs it once with a fresh process.
  ///
  /// @throws IOException when it kept other spans than it had to, when its ledger does not balance,
  ///     or when it does not start
  SamplingSample run(Candidate candidate, int round) throws IOException, InterruptedException {
    try (var scratch = Scratch.create();
        var sink = Sink.open(new Journeys());
        var running =
            candidate.start(
                scratch.path(),
                RelayFile.otlp(sink.grpcPort(), compression),
                List.of(policies.yaml()))) {
      var pass = new SamplingPass(policies, running, sink);
      double started = Meter.start(running.process().pid()).before();
      pass.expect(load.warming(round), load.warmup());
      pass.send(load.warming(round), load.warmupPlan());
      pass.await();

      pass.expect(load.measured(round), load.plan().items());
      var meter = Meter.start(running.process().pid());
      var sent = pass.send(load.measured(round), load.plan());
      pass.await();
      var used = meter.read(sent.spans());
      if (candidate.ours()) {
        balance(running);
      }
      running.process().stop();
      pass.require();
      return sample(used, (meter.before() - started) * 1e6 / load.warmup(), sent, pass, sink);
    }
  }

  private static SamplingSample sample(
      Meter.Reading used, double warming, SamplingPass.Sent sent, SamplingPass pass, Sink sink) {
    return new SamplingSample(
        used.cpuPerMillion(),
        warming,
        used.peakMegabytes(),
        sent.spans() / sent.seconds(),
        milliseconds(sent.micros(), 50),
        milliseconds(sent.micros(), 99),
        milliseconds(pass.beyondWait(), 50),
        milliseconds(pass.beyondWait(), 99),
        milliseconds(pass.beyondWait(), 100),
        sink.taken(Signal.TRACES).duplicates(),
        pass.share() * 100,
        used.threads());
  }

  /// Waits until the ledger says that nothing is in flight and everything accounted for.
  private static void balance(Candidate.Running running) throws IOException, InterruptedException {
    long end = System.nanoTime() + TO_BALANCE.toNanos();
    while (!running.balanced()) {
      if (System.nanoTime() > end) {
        throw new IOException("the ledger does not balance: " + running.ledger());
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  private static double milliseconds(Histogram micros, double percentile) {
    return micros.getValueAtPercentile(percentile) / MICROS;
  }
}
