package io.tailrace.topology.decisions;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// What became of all spans of a partition below a position, since its sampling began.
///
/// @param base spans that were written before the beginning
/// @param released spans that were in the output before the beginning
/// @param received spans that were read
/// @param waiting traces that were read and are not decided
/// @param filtered spans that processors before the sampling dropped, by processor
/// @param outcomes what became of the traces that are decided
public record Account(
    long base,
    long released,
    long received,
    long waiting,
    Map<String, Long> filtered,
    Map<Outcome, Count> outcomes) {
  /// Copies the maps.
  public Account {
    filtered = Map.copyOf(filtered);
    outcomes = Map.copyOf(outcomes);
  }

  /// Nothing was read yet.
  ///
  /// @param base spans that were written before
  /// @param released spans that are in the output
  public static Account beginning(long base, long released) {
    return new Account(base, released, 0, 0, Map.of(), Map.of());
  }

  /// A way in which traces end.
  ///
  /// @param cause what decided, by name
  public record Outcome(boolean kept, String cause) {}

  /// How many ended so.
  ///
  /// @param spans with those that came late
  /// @param bytes of the spans that were evidence
  /// @param late spans that came after the decision
  public record Count(long traces, long spans, long bytes, long late) {
    /// None.
    public static final Count ZERO = new Count(0, 0, 0, 0);

    /// The sum of both.
    public Count plus(Count other) {
      return new Count(
          traces + other.traces, spans + other.spans, bytes + other.bytes, late + other.late);
    }
  }

  /// Spans of traces that are kept, or of those that are not.
  public long spans(boolean kept) {
    long spans = 0;
    for (Map.Entry<Outcome, Count> each : outcomes.entrySet()) {
      spans += each.getKey().kept() == kept ? each.getValue().spans() : 0;
    }
    return spans;
  }

  /// Spans of traces that are not decided.
  public long undecided() {
    long dropped = 0;
    for (long items : filtered.values()) {
      dropped += items;
    }
    return received - dropped - spans(true) - spans(false);
  }

  /// The sum of both.
  public Account plus(Account other) {
    Map<String, Long> allFiltered = new TreeMap<>(filtered);
    other.filtered.forEach((processor, items) -> allFiltered.merge(processor, items, Long::sum));
    Map<Outcome, Count> all = new HashMap<>(outcomes);
    other.outcomes.forEach((outcome, count) -> all.merge(outcome, count, Count::plus));
    return new Account(
        base + other.base,
        released + other.released,
        received + other.received,
        waiting + other.waiting,
        allFiltered,
        all);
  }
}
