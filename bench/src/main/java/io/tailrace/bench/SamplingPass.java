package io.tailrace.bench;

import io.tailrace.app.replay.IdSet;
import io.tailrace.app.replay.Journeys;
import io.tailrace.app.replay.LoadPlan;
import io.tailrace.app.replay.Recording;
import io.tailrace.app.replay.Reply;
import io.tailrace.app.replay.Sink;
import io.tailrace.model.Signal;
import java.io.IOException;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/// Loads through a running candidate, one after the other: what has to come out of it, and what
/// did.
final class SamplingPass {
  private static final Duration TO_GO_ON = Duration.ofSeconds(30);
  private static final Duration TO_DECIDE = Duration.ofSeconds(1);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final SamplingPolicies policies;
  private final Candidate.Running running;
  private final IdSet taken;
  private final ExpectedSpans expected;
  private volatile DecisionTimes times;

  /// What was sent.
  ///
  /// @param spans how many were acknowledged
  /// @param seconds how long that took
  /// @param micros how long a request took
  record Sent(long spans, double seconds, Histogram micros) {}

  SamplingPass(SamplingPolicies policies, Candidate.Running running, Sink sink) {
    this.policies = policies;
    this.running = running;
    taken = sink.taken(Signal.TRACES);
    expected = new ExpectedSpans(policies::keep);
    times = new DecisionTimes(policies.decisionWait(), System::nanoTime);
    sink.behave(
        request -> {
          times.arrives(request);
          return Reply.ACCEPT;
        });
  }

  /// Finds out what has to be kept of what is sent next.
  ///
  /// @param spans how many the plan of the load says
  void expect(Recording recording, long spans) throws IOException {
    expected.add(recording, spans);
  }

  /// Sends spans and measures their times alone.
  Sent send(Recording spans, LoadPlan plan) throws InterruptedException {
    times = new DecisionTimes(policies.decisionWait(), System::nanoTime);
    var generator = Load.generator(spans, running, new Journeys(), times::noting);
    long begin = System.nanoTime();
    generator.run(plan);
    double seconds = (System.nanoTime() - begin) / 1e9;
    var tally = generator.tally();
    return new Sent(tally.acknowledged().size(), seconds, tally.micros());
  }

  /// Waits until everything kept has arrived, and at least until the last trace is due and a
  /// second has passed, so that nothing that has to be done about dropped ones is left out.
  ///
  /// @throws IOException when nothing arrives any more
  void await() throws IOException, InterruptedException {
    long due = System.nanoTime() + policies.decisionWait().plus(TO_DECIDE).toNanos();
    long end = due + TO_GO_ON.toNanos();
    long known = -1;
    while (System.nanoTime() < due || !expected.allIn(taken)) {
      long now = taken.size();
      if (now != known) {
        known = now;
        end = Math.max(end, System.nanoTime() + TO_GO_ON.toNanos());
      }
      if (!running.process().alive() || System.nanoTime() > end) {
        require();
        throw new IOException("it ended: " + running.process().tail());
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  /// Fails unless exactly the spans arrived that have to be kept.
  void require() throws IOException {
    expected.require(taken);
  }

  /// How much longer than the wait kept traces took, in microseconds.
  Histogram beyondWait() {
    return times.micros();
  }

  /// The share of all spans that is kept.
  double share() {
    return expected.share();
  }
}
