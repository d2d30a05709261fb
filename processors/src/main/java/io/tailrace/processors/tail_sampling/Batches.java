package io.tailrace.processors.tail_sampling;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The spans of one entry of a request, gathered by trace: what the Collector calls a batch of a
/// trace. One is used again and again.
final class Batches {
  private static final int FIRST = 256;
  private static final long NANOS = 1_000_000;

  /// What a batch belongs to when its trace is decided, or is to be.
  static final int LATE = -1;

  private final int words;
  private final List<Lasting> lasting;
  private int[] places = new int[2 * FIRST];
  private int[] placeOf = new int[FIRST];

  int count;
  long[] high = new long[FIRST];
  long[] low = new long[FIRST];

  /// The row of the trace, or {@link #LATE}.
  int[] row = new int[FIRST];

  long[] start = new long[FIRST];
  long[] end = new long[FIRST];
  private long[] bits;
  int[] spans = new int[FIRST];
  int[] errors = new int[FIRST];
  int[] rootName = new int[FIRST];
  int[] rootNameEnd = new int[FIRST];
  private long[] size = new long[FIRST];
  private int[] scope = new int[FIRST];
  private long[] scopeSize = new long[FIRST];

  Batches(List<Predicate> predicates, int words) {
    this.words = words;
    bits = new long[FIRST * words];
    lasting =
        IntStream.range(0, predicates.size())
            .filter(bit -> predicates.get(bit) instanceof Predicate.Lasts)
            .mapToObj(bit -> new Lasting(bit, (Predicate.Lasts) predicates.get(bit)))
            .toList();
  }

  /// Begins with an entry.
  void clear() {
    for (int i = 0; i < count; i++) {
      places[placeOf[i]] = 0;
    }
    count = 0;
  }

  /// Returns the batch of a trace, which begins if it has none yet.
  int of(long idHigh, long idLow) {
    int place = place(idHigh, idLow);
    return places[place] == 0 ? open(idHigh, idLow) : places[place] - 1;
  }

  private int place(long idHigh, long idLow) {
    int mask = places.length - 1;
    long hash = (idLow ^ (idHigh >>> 7)) * 0x9e3779b97f4a7c15L;
    int place = (int) (hash >>> 32) & mask;
    while (places[place] != 0) {
      int batch = places[place] - 1;
      if (low[batch] == idLow && high[batch] == idHigh) {
        return place;
      }
      place = (place + 1) & mask;
    }
    return place;
  }

  private int open(long idHigh, long idLow) {
    if (count == low.length) {
      grow(2 * count);
    }
    int place = place(idHigh, idLow);
    int batch = count++;
    places[place] = batch + 1;
    placeOf[batch] = place;
    high[batch] = idHigh;
    low[batch] = idLow;
    start[batch] = 0;
    end[batch] = 0;
    spans[batch] = 0;
    errors[batch] = 0;
    rootName[batch] = -1;
    size[batch] = 0;
    scope[batch] = -1;
    scopeSize[batch] = 0;
    Arrays.fill(bits, batch * words, (batch + 1) * words, 0);
    return batch;
  }

  private void grow(int most) {
    high = Arrays.copyOf(high, most);
    low = Arrays.copyOf(low, most);
    row = Arrays.copyOf(row, most);
    start = Arrays.copyOf(start, most);
    end = Arrays.copyOf(end, most);
    bits = Arrays.copyOf(bits, most * words);
    spans = Arrays.copyOf(spans, most);
    errors = Arrays.copyOf(errors, most);
    rootName = Arrays.copyOf(rootName, most);
    rootNameEnd = Arrays.copyOf(rootNameEnd, most);
    size = Arrays.copyOf(size, most);
    scope = Arrays.copyOf(scope, most);
    scopeSize = Arrays.copyOf(scopeSize, most);
    placeOf = Arrays.copyOf(placeOf, most);
    places = new int[2 * most];
    for (int batch = 0; batch < count; batch++) {
      int place = place(high[batch], low[batch]);
      places[place] = batch + 1;
      placeOf[batch] = place;
    }
  }

  /// Adds a span to a batch.
  ///
  /// A time of zero counts as none once another came, as in the Collector.
  void add(int batch, ScannedSpans found, int span) {
    spans[batch]++;
    if (found.error[span]) {
      errors[batch]++;
    }
    for (int word = 0; word < words; word++) {
      bits[batch * words + word] |= found.bits[span * words + word];
    }
    if (start[batch] == 0 || Long.compareUnsigned(found.start[span], start[batch]) < 0) {
      start[batch] = found.start[span];
    }
    if (end[batch] == 0 || Long.compareUnsigned(found.end[span], end[batch]) > 0) {
      end[batch] = found.end[span];
    }
    if (!lasting.isEmpty()) {
      last(batch);
    }
    if (found.rootName[span] >= 0 && rootName[batch] < 0) {
      rootName[batch] = found.rootName[span];
      rootNameEnd[batch] = found.rootNameEnd[span];
    }
    if (found.scope[span] != scope[batch]) {
      closeScope(batch);
      scope[batch] = found.scope[span];
      scopeSize[batch] = found.scopeSize[scope[batch]];
    }
    scopeSize[batch] += found.size[span];
  }

  private void last(int batch) {
    long duration = nanos(start[batch], end[batch]) / NANOS;
    for (int i = 0; i < lasting.size(); i++) {
      Lasting each = lasting.get(i);
      if (each.predicate().test(duration)) {
        bits[batch * words + (each.bit() >>> 6)] |= 1L << each.bit();
      }
    }
  }

  /// The nanoseconds between two times, as many as a number can say.
  static long nanos(long start, long end) {
    long nanos = end - start;
    boolean overflows = ((end ^ start) & (end ^ nanos)) < 0;
    return overflows ? (end < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : nanos;
  }

  private void closeScope(int batch) {
    if (scope[batch] >= 0) {
      size[batch] += framed(scopeSize[batch]);
    }
  }

  private static long framed(long length) {
    return 1 + Scan.lengthSize((int) Math.min(length, Integer.MAX_VALUE)) + length;
  }

  /// How many bytes a batch has by itself, as the Collector writes it.
  ///
  /// @param resource how many of them the resource takes
  long bytes(int batch, int resource) {
    closeScope(batch);
    scope[batch] = -1;
    return size[batch] + resource;
  }

  /// The answers of the spans of a batch.
  long bits(int batch, int word) {
    return bits[batch * words + word];
  }

  private record Lasting(int bit, Predicate.Lasts predicate) {}
}
