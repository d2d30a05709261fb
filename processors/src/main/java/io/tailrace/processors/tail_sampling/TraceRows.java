package io.tailrace.processors.tail_sampling;

import java.util.Arrays;
import java.util.function.IntConsumer;

/// The summaries of traces, one row of eleven longs each, more only if there are more than 64
/// predicates. Rows are appended in the order in which traces began and removed in the same order;
/// they lie in chunks that are used again, and never move.
///
/// A row does not hold what it shares with its neighbours: offsets and times count from those of
/// its chunk.
final class TraceRows implements Ids {
  private static final int CHUNK_BITS = 10;
  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int FEWEST = 4;
  private static final long LOW = 0xffffffffL;

  private static final int ID_HIGH = 0;
  private static final int ID_LOW = 1;
  private static final int FIRST = 2;
  private static final int LAST = 3;
  private static final int START = 4;
  private static final int END = 5;
  private static final int SIZE = 6;
  private static final int SPANS = 7;
  private static final int SERVICES = 8;
  private static final int BITS = 10;

  /// Errors beyond this are not counted: 24 bits are left beside 40 of bytes.
  private static final int MOST_ERRORS = (1 << 24) - 1;

  private static final long MOST_BYTES = (1L << 40) - 1;

  /// How many services a row has room for.
  static final int MOST_SERVICES = 8;

  private final int length;
  private long[][] chunks = new long[FEWEST][];
  private long[] baseOffset = new long[FEWEST];
  private long[] baseTime = new long[FEWEST];
  private int[] filled = new int[FEWEST];

  /// The chunks in use in their order, as a ring.
  private int[] order = new int[FEWEST];

  private int oldest;
  private int used;

  /// The chunks that are not in use.
  private int[] free = new int[FEWEST];

  private int frees;
  private int head;
  private int size;

  TraceRows(int words) {
    length = BITS + words;
    addChunks(0);
  }

  private void addChunks(int from) {
    for (int chunk = chunks.length - 1; chunk >= from; chunk--) {
      chunks[chunk] = new long[0];
      free[frees++] = chunk;
    }
  }

  int size() {
    return size;
  }

  /// The number of the oldest row; there must be one.
  int head() {
    return (order[oldest] << CHUNK_BITS) | head;
  }

  /// The number of a row behind the oldest that lies in the same chunk, -1 if it does not.
  int ahead(int count) {
    return head + count < filled[order[oldest]] ? head() + count : -1;
  }

  /// Adds a row for a trace of which nothing is known but its id and where it began.
  ///
  /// @param wait how long after that it is due, in milliseconds
  /// @return its number, which stays the same
  int append(long high, long low, long offset, long time, long wait) {
    int chunk = used == 0 ? -1 : last();
    if (chunk < 0
        || filled[chunk] == CHUNK
        || offset - baseOffset[chunk] > LOW
        || time - baseTime[chunk] > LOW) {
      chunk = open(offset, time);
    }
    int number = (chunk << CHUNK_BITS) | filled[chunk]++;
    long[] row = chunks[chunk];
    int at = at(number);
    Arrays.fill(row, at, at + length, 0);
    row[at + ID_HIGH] = high;
    row[at + ID_LOW] = low;
    row[at + FIRST] = ((offset - baseOffset[chunk]) << 32) | (time - baseTime[chunk]);
    row[at + LAST] = wait;
    size++;
    return number;
  }

  private int last() {
    return order[(oldest + used - 1) & (order.length - 1)];
  }

  private int open(long offset, long time) {
    if (frees == 0) {
      int old = chunks.length;
      chunks = Arrays.copyOf(chunks, 2 * old);
      baseOffset = Arrays.copyOf(baseOffset, 2 * old);
      baseTime = Arrays.copyOf(baseTime, 2 * old);
      filled = Arrays.copyOf(filled, 2 * old);
      free = new int[2 * old];
      int[] grown = new int[2 * old];
      for (int i = 0; i < used; i++) {
        grown[i] = order[(oldest + i) & (order.length - 1)];
      }
      order = grown;
      oldest = 0;
      addChunks(old);
    }
    int chunk = free[--frees];
    if (chunks[chunk].length == 0) {
      chunks[chunk] = new long[CHUNK * length];
    }
    baseOffset[chunk] = offset;
    baseTime[chunk] = time;
    filled[chunk] = 0;
    order[(oldest + used++) & (order.length - 1)] = chunk;
    return chunk;
  }

  /// Removes the oldest row.
  void pop() {
    int chunk = order[oldest];
    size--;
    head++;
    if (head == filled[chunk]) {
      head = 0;
      oldest = (oldest + 1) & (order.length - 1);
      used--;
      if (frees > used + FEWEST) {
        chunks[chunk] = new long[0];
      }
      free[frees++] = chunk;
    }
  }

  @Override
  public void forEach(IntConsumer number) {
    for (int i = 0; i < used; i++) {
      int chunk = order[(oldest + i) & (order.length - 1)];
      for (int row = i == 0 ? head : 0; row < filled[chunk]; row++) {
        number.accept((chunk << CHUNK_BITS) | row);
      }
    }
  }

  private long[] row(int number) {
    return chunks[number >>> CHUNK_BITS];
  }

  private int at(int number) {
    return (number & (CHUNK - 1)) * length;
  }

  private long get(int number, int field) {
    return row(number)[at(number) + field];
  }

  private void set(int number, int field, long value) {
    row(number)[at(number) + field] = value;
  }

  @Override
  public long high(int number) {
    return get(number, ID_HIGH);
  }

  @Override
  public long low(int number) {
    return get(number, ID_LOW);
  }

  long firstOffset(int number) {
    return baseOffset[number >>> CHUNK_BITS] + (get(number, FIRST) >>> 32);
  }

  long firstTime(int number) {
    return baseTime[number >>> CHUNK_BITS] + (get(number, FIRST) & LOW);
  }

  long lastOffset(int number) {
    return firstOffset(number) + (get(number, LAST) >>> 32);
  }

  /// Notes where the last span was; what is more than 2³² offsets behind the first counts as that.
  void lastOffset(int number, long offset) {
    long distance = Math.min(offset - firstOffset(number), LOW);
    set(number, LAST, (distance << 32) | (get(number, LAST) & LOW));
  }

  long deadline(int number) {
    return firstTime(number) + (get(number, LAST) & LOW);
  }

  /// Makes a trace due earlier, not later.
  void hasten(int number, long deadline) {
    long last = get(number, LAST);
    long wait = Math.min(Math.max(0, deadline - firstTime(number)), last & LOW);
    set(number, LAST, (last & ~LOW) | wait);
  }

  long start(int number) {
    return get(number, START);
  }

  long end(int number) {
    return get(number, END);
  }

  void times(int number, long start, long end) {
    set(number, START, start);
    set(number, END, end);
  }

  long bytes(int number) {
    return get(number, SIZE) & MOST_BYTES;
  }

  int errors(int number) {
    return (int) (get(number, SIZE) >>> 40);
  }

  int spans(int number) {
    return (int) Math.min(get(number, SPANS) >>> 32, Integer.MAX_VALUE);
  }

  /// Adds a batch.
  void add(int number, int spans, int errors, long bytes) {
    long manyErrors = Math.min((long) errors(number) + errors, MOST_ERRORS);
    set(number, SIZE, (manyErrors << 40) | Math.min(bytes(number) + bytes, MOST_BYTES));
    long more = get(number, SPANS);
    long manySpans = Math.min((more >>> 32) + spans, Integer.MAX_VALUE);
    set(number, SPANS, (manySpans << 32) | (more & LOW));
  }

  /// The text that is the root's name, 0 while there is no root.
  int rootName(int number) {
    return (int) (get(number, SPANS) >>> 16) & 0xffff;
  }

  int rootService(int number) {
    return (int) get(number, SPANS) & 0xffff;
  }

  void root(int number, int name, int service) {
    set(number, SPANS, (get(number, SPANS) & ~LOW) | ((long) name << 16) | service);
  }

  /// The texts of services, 0 behind the last of them.
  int service(int number, int which) {
    return (int) (get(number, SERVICES + (which >>> 2)) >>> (16 * (which & 3))) & 0xffff;
  }

  /// Adds a service unless it is there or there is no room.
  void addService(int number, int text) {
    for (int i = 0; i < MOST_SERVICES; i++) {
      int there = service(number, i);
      if (there == text) {
        return;
      }
      if (there == 0) {
        int field = SERVICES + (i >>> 2);
        set(number, field, get(number, field) | ((long) text << (16 * (i & 3))));
        return;
      }
    }
  }

  long bits(int number, int word) {
    return get(number, BITS + word);
  }

  void bits(int number, int word, long bits) {
    set(number, BITS + word, bits);
  }

  /// How many bytes they take, those that wait to be used again among them.
  long memory() {
    return Arrays.stream(chunks).mapToLong(chunk -> (long) chunk.length * Long.BYTES).sum();
  }
}
