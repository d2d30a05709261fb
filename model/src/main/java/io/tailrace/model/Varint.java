package io.tailrace.model;

/// Writes numbers as protobuf does, seven bits to a byte.
final class Varint {
  private Varint() {}

  /// How many bytes a number takes.
  static int size(long value) {
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  /// Writes a number, and returns the offset behind it.
  static int write(long value, byte[] target, int at) {
    long left = value;
    int position = at;
    while ((left & ~0x7fL) != 0) {
      target[position++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    target[position++] = (byte) left;
    return position;
  }
}
