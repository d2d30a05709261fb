package io.tailrace.processors.tail_sampling;

import java.util.Arrays;

/// What a scan found of the spans of a record, column by column. One is used again and again and
/// grows with the largest record.
///
/// The whole record is scanned before anything of it counts, so that bytes which turn out to be
/// malformed change nothing.
final class ScannedSpans {
  private static final int FIRST = 1024;

  /// How many longs hold the bits of a span.
  final int words;

  int count;
  long[] high = new long[FIRST];
  long[] low = new long[FIRST];
  long[] start = new long[FIRST];
  long[] end = new long[FIRST];
  long[] bits;

  /// How many bytes the span takes in its scope, with tag and length.
  int[] size = new int[FIRST];

  /// The number of its scope in the record.
  int[] scope = new int[FIRST];

  /// Where the name of a root is, -1 if the span has a parent.
  int[] rootName = new int[FIRST];

  int[] rootNameEnd = new int[FIRST];
  boolean[] error = new boolean[FIRST];

  /// The batch that the span belongs to, once that is known.
  int[] batch = new int[FIRST];

  int scopes;

  /// How many bytes the description of a scope takes, with tag and length.
  int[] scopeSize = new int[FIRST];

  int entries;

  /// The number of the last span of an entry, and one.
  int[] entryEnd = new int[FIRST];

  /// How many bytes the resource of an entry takes, with tag and length.
  int[] resourceSize = new int[FIRST];

  /// Where the name of its service is, and where it ends.
  int[] service = new int[FIRST];

  int[] serviceEnd = new int[FIRST];

  ScannedSpans(int words) {
    this.words = words;
    bits = new long[FIRST * words];
  }

  void clear() {
    count = 0;
    scopes = 0;
    entries = 0;
  }

  /// Makes room for one more span, and returns its number.
  int add() {
    if (count == low.length) {
      grow(2 * count);
    }
    return count++;
  }

  private void grow(int size) {
    high = Arrays.copyOf(high, size);
    low = Arrays.copyOf(low, size);
    start = Arrays.copyOf(start, size);
    end = Arrays.copyOf(end, size);
    bits = Arrays.copyOf(bits, size * words);
    this.size = Arrays.copyOf(this.size, size);
    scope = Arrays.copyOf(scope, size);
    rootName = Arrays.copyOf(rootName, size);
    rootNameEnd = Arrays.copyOf(rootNameEnd, size);
    error = Arrays.copyOf(error, size);
    batch = Arrays.copyOf(batch, size);
  }

  int addScope() {
    if (scopes == scopeSize.length) {
      scopeSize = Arrays.copyOf(scopeSize, 2 * scopes);
    }
    return scopes++;
  }

  int addEntry() {
    if (entries == entryEnd.length) {
      entryEnd = Arrays.copyOf(entryEnd, 2 * entries);
      resourceSize = Arrays.copyOf(resourceSize, 2 * entries);
      service = Arrays.copyOf(service, 2 * entries);
      serviceEnd = Arrays.copyOf(serviceEnd, 2 * entries);
    }
    return entries++;
  }

  /// Gives up the room of a very large record.
  void shrink() {
    if (low.length > FIRST << 6) {
      grow(FIRST);
    }
  }
}
