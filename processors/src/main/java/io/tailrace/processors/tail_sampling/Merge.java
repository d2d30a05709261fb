package io.tailrace.processors.tail_sampling;

import io.tailrace.component.sampling.Vote;
import java.util.EnumMap;
import java.util.Map;

/// What the votes of several policies come to. Of each kind of vote the first policy counts.
final class Merge {
  private static final int NOBODY = -1;

  private final Map<Vote, Integer> first = new EnumMap<>(Vote.class);

  void clear() {
    first.clear();
  }

  void add(Vote vote, int policy) {
    first.putIfAbsent(vote, policy);
  }

  private boolean any(Vote vote) {
    return first.containsKey(vote);
  }

  private int first(Vote vote) {
    return first.getOrDefault(vote, NOBODY);
  }

  boolean kept() {
    if (any(Vote.DROPPED) || any(Vote.INVERT_NOT_SAMPLED)) {
      return false;
    }
    return any(Vote.SAMPLED) || (any(Vote.INVERT_SAMPLED) && !any(Vote.NOT_SAMPLED));
  }

  /// Which policy decided.
  ///
  /// @param nobody if none did
  int cause(int nobody) {
    if (any(Vote.DROPPED)) {
      return first(Vote.DROPPED);
    }
    if (any(Vote.INVERT_NOT_SAMPLED)) {
      return first(Vote.INVERT_NOT_SAMPLED);
    }
    if (any(Vote.SAMPLED)) {
      return first(Vote.SAMPLED);
    }
    return kept() ? first(Vote.INVERT_SAMPLED) : nobody;
  }
}
