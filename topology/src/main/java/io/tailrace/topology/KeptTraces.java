package io.tailrace.topology;

import io.tailrace.topology.decisions.TraceIds;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/// The ids of traces that are kept, by slice: what came with one slice is forgotten together.
///
/// Ids stand in a ring in the order in which they came, found by an open-addressing index, because
/// every span is looked up.
final class KeptTraces {
  private static final int NONE = -1;
  private static final int LEAST = 1024;

  private final Deque<Part> parts = new ArrayDeque<>();
  private long[] high = new long[LEAST];
  private long[] low = new long[LEAST];
  private int[] causes = new int[LEAST];
  private int[] index = empty(2 * LEAST);
  private long first;
  private long next;

  /// A slice.
  ///
  /// @param end behind its last id
  private record Part(long watermark, long end) {}

  private static int[] empty(int size) {
    int[] index = new int[size];
    Arrays.fill(index, NONE);
    return index;
  }

  /// What decided that a trace is kept; negative if it is not.
  int cause(long highHalf, long lowHalf) {
    int at = find(highHalf, lowHalf);
    return index[at] == NONE ? NONE : causes[index[at]];
  }

  /// How many there are.
  int size() {
    return (int) (next - first);
  }

  /// Adds those of a slice.
  ///
  /// @param numbers by what causes go here, by the numbers that they have in the slice
  void add(TraceIds ids, int[] numbers, long watermark) {
    for (int i = 0; i < ids.size(); i++) {
      if (size() == low.length) {
        grow();
      }
      int row = row(next++);
      high[row] = ids.high(i);
      low[row] = ids.low(i);
      causes[row] = numbers[ids.cause(i)];
      index[find(high[row], low[row])] = row;
    }
    parts.add(new Part(watermark, next));
  }

  /// Forgets all slices up to one.
  void forgetUpTo(long watermark) {
    while (!parts.isEmpty() && parts.getFirst().watermark() <= watermark) {
      long end = parts.removeFirst().end();
      for (; first < end; first++) {
        forget(row(first));
      }
    }
  }

  private void forget(int row) {
    int at = find(high[row], low[row]);
    // A trace that was decided anew stands in a later row.
    if (index[at] == row) {
      remove(at);
    }
  }

  /// Removes an entry and moves up those behind it that would no longer be found.
  private void remove(int at) {
    int mask = index.length - 1;
    int free = at;
    for (int i = (at + 1) & mask; index[i] != NONE; i = (i + 1) & mask) {
      int home = home(high[index[i]], low[index[i]]);
      if (((i - home) & mask) >= ((i - free) & mask)) {
        index[free] = index[i];
        free = i;
      }
    }
    index[free] = NONE;
  }

  private int find(long highHalf, long lowHalf) {
    int mask = index.length - 1;
    int at = home(highHalf, lowHalf);
    while (index[at] != NONE && (low[index[at]] != lowHalf || high[index[at]] != highHalf)) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private int home(long highHalf, long lowHalf) {
    long mixed = (highHalf * 31 + lowHalf) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32) & (index.length - 1);
  }

  private int row(long number) {
    return (int) number & (low.length - 1);
  }

  private void grow() {
    int size = size();
    int larger = 2 * low.length;
    long[] highs = new long[larger];
    long[] lows = new long[larger];
    int[] all = new int[larger];
    int mask = larger - 1;
    for (long number = first; number < next; number++) {
      int to = (int) number & mask;
      highs[to] = high[row(number)];
      lows[to] = low[row(number)];
      all[to] = causes[row(number)];
    }
    high = highs;
    low = lows;
    causes = all;
    index = empty(2 * larger);
    for (long number = next - size; number < next; number++) {
      int row = row(number);
      index[find(high[row], low[row])] = row;
    }
  }
}
