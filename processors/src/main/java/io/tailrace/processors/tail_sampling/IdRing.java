package io.tailrace.processors.tail_sampling;

import java.util.function.IntConsumer;

/// Ids of decided traces with what decided, in the order of the decisions. The oldest are
/// forgotten first.
final class IdRing implements Ids {
  private static final int FEWEST = 64;
  private static final int AHEAD = 8;

  private final IdIndex index = new IdIndex(this);
  private final boolean whole;
  private long[] high;
  private long[] low = new long[FEWEST];
  private char[] cause = new char[FEWEST];
  private int head;
  private int size;

  /// Takes what was read ahead, so that no compiler leaves the reading out.
  int touched;

  /// Creates an empty ring.
  ///
  /// @param whole whether the high half of an id counts
  IdRing(boolean whole) {
    this.whole = whole;
    high = new long[whole ? FEWEST : 0];
  }

  int size() {
    return size;
  }

  @Override
  public long high(int number) {
    return whole ? high[number] : 0;
  }

  @Override
  public long low(int number) {
    return low[number];
  }

  /// Names those that can be found: of several with the same id the last.
  @Override
  public void forEach(IntConsumer number) {
    for (int i = 0; i < size; i++) {
      int place = (head + i) & (low.length - 1);
      if (cause[place] != 0) {
        number.accept(place);
      }
    }
  }

  /// What decided about a trace, -1 if that is not known.
  int cause(long idHigh, long idLow) {
    int place = index.find(whole ? idHigh : 0, idLow);
    return place < 0 ? -1 : cause[place] - 1;
  }

  /// Reads where an id would be: {@link IdIndex#touch}.
  int touch(long idHigh, long idLow) {
    return index.touch(idHigh, idLow);
  }

  void add(long idHigh, long idLow, int by) {
    long counted = whole ? idHigh : 0;
    int before = index.find(counted, idLow);
    if (before >= 0) {
      index.remove(counted, idLow, before);
      cause[before] = 0;
    }
    if (size == low.length) {
      resize(2 * size);
    }
    int place = (head + size++) & (low.length - 1);
    if (whole) {
      high[place] = idHigh;
    }
    low[place] = idLow;
    cause[place] = (char) (by + 1);
    index.put(counted, idLow, place);
  }

  /// Forgets the oldest.
  void forget(int count) {
    for (int i = 0; i < count; i++) {
      int ahead = (head + AHEAD) & (low.length - 1);
      touched = touch(high(ahead), low[ahead]);
      if (cause[head] != 0) {
        index.remove(high(head), low[head], head);
      }
      head = (head + 1) & (low.length - 1);
      size--;
    }
    if (low.length > FEWEST && size < low.length / 8) {
      resize(low.length / 4);
      index.shrink();
    }
  }

  private void resize(int places) {
    long[] newHigh = new long[whole ? places : 0];
    long[] newLow = new long[places];
    char[] newCause = new char[places];
    for (int i = 0; i < size; i++) {
      int place = (head + i) & (low.length - 1);
      if (whole) {
        newHigh[i] = high[place];
      }
      newLow[i] = low[place];
      newCause[i] = cause[place];
    }
    high = newHigh;
    low = newLow;
    cause = newCause;
    head = 0;
    index.rebuild();
  }
}
