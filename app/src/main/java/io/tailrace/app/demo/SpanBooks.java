package io.tailrace.app.demo;

import io.tailrace.app.replay.Progress;
import io.tailrace.app.replay.Sink;
import io.tailrace.app.replay.Tally;
import io.tailrace.app.replay.Verdict;
import io.tailrace.model.Signal;
import java.time.Duration;

/// The books of a pipeline that passes everything on: every span that was acknowledged arrives.
record SpanBooks(Tally tally, Sink sink) implements Books {
  /// How long a backlog may take on a slow machine.
  static final Duration TO_DRAIN = Duration.ofSeconds(90);

  @Override
  public String state() {
    long acknowledged = tally.acknowledged().size();
    var taken = sink.taken(Signal.TRACES);
    return "acknowledged %,d · exported %,d · waiting %,d · duplicated %,d"
        .formatted(
            acknowledged,
            taken.size(),
            Math.max(0, acknowledged - taken.size()),
            taken.duplicates());
  }

  @Override
  public String underWay() {
    return "%,d acknowledged spans not exported".formatted(verdict().missing());
  }

  @Override
  public boolean settled() {
    return verdict().kept();
  }

  @Override
  public Duration patience() {
    return TO_DRAIN;
  }

  @Override
  public boolean conclude(Progress progress) {
    var verdict = verdict();
    progress.say(progress.coloured(verdict.kept(), verdict.toString()));
    return verdict.kept() && verdict.acknowledged() > 0;
  }

  private Verdict verdict() {
    return Verdict.of(tally.acknowledged(), sink.taken(Signal.TRACES));
  }
}
