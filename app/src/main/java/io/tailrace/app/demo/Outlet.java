package io.tailrace.app.demo;

import io.tailrace.app.replay.IdSet;
import io.tailrace.app.replay.Sink;
import io.tailrace.app.replay.Verdict;
import io.tailrace.config.ComponentId;
import io.tailrace.model.Signal;
import java.util.List;

/// An exporter of the user's, and the sink that stands for its backend.
///
/// @param exporter its id
/// @param paths the ways on which traces come to it: of each, the pipelines that keep only some
record Outlet(ComponentId exporter, List<List<ComponentId>> paths, Sink sink) {
  /// Copies the list.
  Outlet {
    paths = List.copyOf(paths);
  }

  /// What became of the spans that were acknowledged.
  ///
  /// @param good whether that is what was promised
  /// @param text the same in words
  record Result(boolean good, String text) {}

  /// Whether only some traces come to it.
  boolean sampled() {
    return paths.stream().noneMatch(List::isEmpty);
  }

  IdSet taken() {
    return sink.taken(Signal.TRACES);
  }

  /// How many spans have neither arrived nor been dropped, as far as is known.
  long waiting(long acknowledged, LedgerPage ledger) {
    return Math.max(0, acknowledged - taken().size() - (sampled() ? notSampled(ledger) : 0));
  }

  /// Compares what was sent with what arrived.
  ///
  /// @param fates of all traces, at this outlet
  Result result(IdSet acknowledged, List<SentTraces.Fate> fates, LedgerPage ledger) {
    if (!sampled()) {
      var verdict = Verdict.of(acknowledged, taken());
      return new Result(verdict.kept(), "%s: %s".formatted(exporter, verdict));
    }
    long kept = fates.stream().filter(SentTraces.Fate::kept).count();
    long broken = fates.stream().filter(SentTraces.Fate::broken).count();
    long exported = fates.stream().mapToLong(SentTraces.Fate::arrived).sum();
    long dropped =
        fates.stream().filter(fate -> !fate.kept()).mapToLong(SentTraces.Fate::acknowledged).sum();
    long unaccounted = acknowledged.size() - exported - Math.min(dropped, notSampled(ledger));
    var text =
        "%s: acknowledged %,d · exported %,d · not sampled %,d · unaccounted for %,d · duplicated %,d%n%s: %,d of %,d traces kept, %,d whole, %,d broken"
            .formatted(
                exporter,
                acknowledged.size(),
                exported,
                dropped,
                unaccounted,
                taken().duplicates(),
                exporter,
                kept,
                fates.size(),
                kept - broken,
                broken);
    return new Result(unaccounted == 0 && broken == 0, text);
  }

  /// The spans that the pipelines on the way here did not keep, by the ledger: on that way where
  /// there were fewest.
  private long notSampled(LedgerPage ledger) {
    return paths.stream()
        .mapToLong(
            path ->
                path.stream()
                    .mapToLong(id -> ledger.notSampled().getOrDefault(id.toString(), 0L))
                    .sum())
        .min()
        .orElse(0);
  }
}
