package io.tailrace.model;

/// What kind of value a field holds, and how that is written.
enum Kind {
  BOOL(WireType.VARINT),
  INT32(WireType.VARINT),
  UINT32(WireType.VARINT),
  SINT32(WireType.VARINT),
  INT64(WireType.VARINT),
  UINT64(WireType.VARINT),
  ENUM(WireType.VARINT),
  FIXED32(WireType.FIXED32),
  FIXED64(WireType.FIXED64),
  SFIXED64(WireType.FIXED64),
  DOUBLE(WireType.FIXED64),
  STRING(WireType.LENGTH),
  BYTES(WireType.LENGTH),
  /// Sixteen bytes or none, in hexadecimal in JSON.
  TRACE_ID(WireType.LENGTH),
  /// Eight bytes or none, in hexadecimal in JSON.
  SPAN_ID(WireType.LENGTH),
  MESSAGE(WireType.LENGTH);

  private final int wireType;

  Kind(int wireType) {
    this.wireType = wireType;
  }

  int wireType() {
    return wireType;
  }

  /// Whether repeated values of this kind may be written as one run of bytes.
  boolean packable() {
    return wireType != WireType.LENGTH;
  }
}
