package io.tailrace.topology;

import java.util.List;
import java.util.Map;

/// The sources that an exporter had before a change: below a barrier they still hold, so that it
/// finishes what came to it under the configuration before.
///
/// @param paths the ways by which records came to it
/// @param until the barrier: the first offset, by partition, for which they do not hold
record Former(List<Plan.Path> paths, Map<Integer, Long> until) {
  /// Copies the collections.
  Former {
    paths = List.copyOf(paths);
    until = Map.copyOf(until);
  }

  /// Whether they hold for a record. A partition that was added after the change has none.
  boolean holds(int partition, long offset) {
    return offset < until.getOrDefault(partition, 0L);
  }

  /// Whether nothing is left to read below the barrier.
  ///
  /// @param positions of the group, by partition
  boolean isPast(Map<Integer, Long> positions) {
    return until.entrySet().stream()
        .allMatch(barrier -> positions.getOrDefault(barrier.getKey(), 0L) >= barrier.getValue());
  }
}
