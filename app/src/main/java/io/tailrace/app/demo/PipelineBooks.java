package io.tailrace.app.demo;

import io.tailrace.app.replay.IdSet;
import io.tailrace.app.replay.Progress;
import io.tailrace.app.replay.Tally;
import io.tailrace.component.sampling.TraceSampler;
import io.tailrace.topology.PolicyCounts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The books of any pipelines: what arrived at each exporter, what policies kept and dropped, and
/// whether the ledger of the process agrees.
final class PipelineBooks implements Books {
  private static final String ROW = "%n  %-12s %-28s %-12s %,10d traces %,12d spans";

  private final Tally tally;
  private final SentTraces sent;
  private final List<Outlet> outlets;
  private final Watch watch;
  private final Duration wait;

  /// Begins to count.
  ///
  /// @param outlets the exporters that traces come to
  /// @param watch looks at the process; ended with the books
  /// @param wait how long traces are undecided at most
  PipelineBooks(Tally tally, SentTraces sent, List<Outlet> outlets, Watch watch, Duration wait) {
    this.tally = tally;
    this.sent = sent;
    this.outlets = List.copyOf(outlets);
    this.watch = watch;
    this.wait = wait;
  }

  @Override
  public String state() {
    var seen = watch.last();
    var text = new StringBuilder("acknowledged %,d".formatted(acknowledged().size()));
    for (var outlet : outlets) {
      text.append(" · %s exported %,d".formatted(outlet.exporter(), outlet.taken().size()));
    }
    text.append(" · waiting %,d".formatted(waiting()));
    seen.policies().forEach(counts -> table(text, counts));
    return text.toString();
  }

  @Override
  public String underWay() {
    return "%,d acknowledged spans undecided or not exported".formatted(waiting());
  }

  /// The most that any exporter still has to get.
  private long waiting() {
    var ledger = watch.last().ledger();
    return outlets.stream()
        .mapToLong(outlet -> outlet.waiting(acknowledged().size(), ledger))
        .max()
        .orElse(ledger.inFlight());
  }

  @Override
  public boolean settled() throws InterruptedException {
    var seen = watch.look();
    return seen.map(Watch.Seen::settled).orElse(false)
        && results(seen.get().ledger()).stream().allMatch(Outlet.Result::good);
  }

  @Override
  public Duration patience() {
    return SpanBooks.TO_DRAIN.plus(wait.multipliedBy(2));
  }

  @Override
  public boolean conclude(Progress progress) throws InterruptedException {
    var seen = watch.look().orElse(watch.last());
    seen.policies()
        .forEach(
            counts -> {
              var text = new StringBuilder("What became of the traces:");
              table(text, counts);
              progress.say(text.toString());
            });
    var results = results(seen.ledger());
    results.forEach(result -> progress.say(progress.coloured(result.good(), result.text())));
    boolean books = seen.settled();
    progress.say(
        progress.coloured(
            books,
            books
                ? "The ledger of the process balances, and nothing is on its way."
                : "The ledger of the process %s, and %,d items are on their way."
                    .formatted(
                        seen.ledger().balanced() ? "balances" : "does not balance",
                        seen.ledger().inFlight())));
    boolean good = results.stream().allMatch(Outlet.Result::good);
    return good && books && acknowledged().size() > 0;
  }

  /// Returns a trace that arrived, or one that did not, at an exporter that only some come to.
  Optional<String> example(boolean kept) {
    return outlets.stream()
        .filter(Outlet::sampled)
        .flatMap(outlet -> sent.fates(acknowledged(), outlet.taken()).stream())
        .filter(fate -> fate.kept() == kept)
        .map(SentTraces.Fate::id)
        .findFirst();
  }

  private IdSet acknowledged() {
    return tally.acknowledged();
  }

  private List<Outlet.Result> results(LedgerPage ledger) {
    return outlets.stream()
        .map(
            outlet ->
                outlet.result(acknowledged(), sent.fates(acknowledged(), outlet.taken()), ledger))
        .toList();
  }

  private static void table(StringBuilder text, PolicyCounts counts) {
    for (var row : counts.rows()) {
      var count = row.count();
      text.append(
          ROW.formatted(
              counts.pipeline(),
              name(row.cause()),
              row.kept() ? "kept" : "not sampled",
              count.traces(),
              count.spans()));
    }
    text.append(
        ROW.formatted(
            counts.pipeline(), "", "undecided", counts.traces(), counts.spans() + counts.behind()));
  }

  private static String name(String cause) {
    return switch (cause) {
      case TraceSampler.NO_POLICY -> "no policy keeps them";
      case TraceSampler.TOO_LARGE -> "too large";
      default -> cause;
    };
  }

  @Override
  public void close() {
    watch.close();
  }
}
