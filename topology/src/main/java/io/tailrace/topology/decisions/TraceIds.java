package io.tailrace.topology.decisions;

import java.util.Arrays;

/// Trace ids with what decided about each, in flat columns: slices hold very many of them.
public final class TraceIds {
  private long[] high = {};
  private long[] low = {};
  private int[] causes = {};
  private int size;

  /// Adds one.
  ///
  /// @param cause what decided, as a number of the slice's causes
  public void add(long highHalf, long lowHalf, int cause) {
    if (size == low.length) {
      int larger = Math.max(16, 2 * size);
      high = Arrays.copyOf(high, larger);
      low = Arrays.copyOf(low, larger);
      causes = Arrays.copyOf(causes, larger);
    }
    high[size] = highHalf;
    low[size] = lowHalf;
    causes[size++] = cause;
  }

  /// Adds a stretch of others.
  public void add(TraceIds others, int from, int to) {
    for (int i = from; i < to; i++) {
      add(others.high[i], others.low[i], others.causes[i]);
    }
  }

  /// How many there are.
  public int size() {
    return size;
  }

  /// The high 64 bits of one; 0 for dropped traces that were read from a topic.
  public long high(int index) {
    return high[index];
  }

  /// The low 64 bits of one.
  public long low(int index) {
    return low[index];
  }

  /// What decided about one.
  public int cause(int index) {
    return causes[index];
  }

  /// Removes all.
  public void clear() {
    size = 0;
  }
}
