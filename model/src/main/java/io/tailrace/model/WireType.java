package io.tailrace.model;

/// How protobuf writes a value, by the number in the lowest three bits of its tag.
final class WireType {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH = 2;
  static final int GROUP = 3;
  static final int END_GROUP = 4;
  static final int FIXED32 = 5;

  private WireType() {}
}
