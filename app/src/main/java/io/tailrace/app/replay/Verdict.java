package io.tailrace.app.replay;

/// What became of all acknowledged items, counted by identity at both ends.
///
/// @param acknowledged items that a client was promised
/// @param exported different items that the sink took, promised or not
/// @param missing items that were promised and never arrived
/// @param duplicated how often an item arrived again
public record Verdict(long acknowledged, long exported, long missing, long duplicated) {
  /// Compares what clients were told with what a sink took.
  public static Verdict of(IdSet acknowledged, IdSet taken) {
    return new Verdict(
        acknowledged.size(), taken.size(), acknowledged.missingFrom(taken), taken.duplicates());
  }

  /// Whether every promise was kept.
  public boolean kept() {
    return missing == 0;
  }

  @Override
  public String toString() {
    return "acknowledged %,d · exported %,d · missing %,d · duplicated %,d"
        .formatted(acknowledged, exported, missing, duplicated);
  }
}
