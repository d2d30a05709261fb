package io.tailrace.processors.tail_sampling;

import io.tailrace.model.Fields;

/// A value of an attribute, looked at where it lies. Of several values in one message the last
/// holds, as for every parser of protobuf.
final class FoundValue {
  private static final int TEXT = 1;
  private static final int FLAG = 2;
  private static final int WHOLE = 3;
  private static final int LAST = 7;
  private static final byte[] NOTHING = {};

  private final Fields fields = new Fields();
  private byte[] bytes = NOTHING;
  private int kind;
  private long scalar;
  private int start;
  private int end;

  /// Reads the `AnyValue` between two offsets.
  void read(byte[] source, int from, int to) {
    bytes = source;
    kind = 0;
    scalar = 0;
    start = to;
    end = to;
    fields.over(source, from, to);
    while (fields.next()) {
      if (fields.number() <= LAST) {
        kind = fields.number();
        scalar = fields.scalar();
        start = fields.start();
        end = fields.end();
      }
    }
  }

  boolean isText() {
    return kind == TEXT;
  }

  byte[] bytes() {
    return bytes;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /// The whole number that it is, otherwise 0.
  long whole() {
    return kind == WHOLE ? scalar : 0;
  }

  /// The truth value that it is, otherwise false.
  boolean flag() {
    return kind == FLAG && scalar != 0;
  }
}
