package io.tailrace.app.replay;

/// Walks the fields of one protobuf message that lies in a byte array, without copying.
///
/// It reads what this program itself wrote or recorded, and what a sink was sent; bytes that are
/// no protobuf end in an [IllegalArgumentException].
final class Fields {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int start;
  private int number;
  private int type;
  private int from;
  private int to;

  Fields(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  /// Moves to the next field; false at the end of the message.
  boolean next() {
    if (at >= end) {
      return false;
    }
    start = at;
    int tag = (int) varint();
    number = tag >>> 3;
    type = tag & 7;
    int length =
        switch (type) {
          case VARINT -> -1;
          case FIXED64 -> Long.BYTES;
          case BYTES -> (int) varint();
          case FIXED32 -> Integer.BYTES;
          default -> throw malformed();
        };
    from = at;
    if (type == VARINT) {
      var _ = varint();
    } else {
      at += length;
    }
    to = at;
    if (length < -1 || at > end || at < from) {
      throw malformed();
    }
    return true;
  }

  /// Whether the current field is this one and holds bytes or a message.
  boolean isBytes(int field) {
    return number == field && type == BYTES;
  }

  /// Whether the current field is this one and holds eight fixed bytes.
  boolean isFixed64(int field) {
    return number == field && type == FIXED64;
  }

  /// Whether the current field holds bytes or a message, whatever its number.
  boolean isBytes() {
    return type == BYTES;
  }

  int number() {
    return number;
  }

  /// Where the current field begins, with its tag.
  int start() {
    return start;
  }

  /// Where the value of the current field begins.
  int from() {
    return from;
  }

  /// Where the value of the current field ends.
  int to() {
    return to;
  }

  int length() {
    return to - from;
  }

  /// Walks the message in the current field.
  Fields open() {
    return new Fields(bytes, from, to);
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (at >= end) {
        throw malformed();
      }
      byte b = bytes[at++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw malformed();
  }

  private IllegalArgumentException malformed() {
    return new IllegalArgumentException("no protobuf message: byte " + at + " of " + end);
  }
}
