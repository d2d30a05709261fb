package io.tailrace.model;

import java.util.Map;

/// A field of a message of OTLP.
///
/// @param number its number on the wire
/// @param name its name in OTLP/JSON
/// @param message the shape of its value, {@link Shape#NONE} unless that is a message
/// @param names the numbers of an enum's names
record Field(
    int number,
    String name,
    Cardinality cardinality,
    Kind kind,
    Shape message,
    Map<String, Integer> names) {
  boolean repeated() {
    return cardinality == Cardinality.MANY;
  }

  /// Whether a zero is written as such.
  boolean keepsZero() {
    return cardinality != Cardinality.ONE;
  }

  /// Whether the value may be written with this wire type.
  boolean writtenAs(int wireType) {
    return wireType == kind.wireType()
        || (wireType == WireType.LENGTH && repeated() && kind.packable());
  }
}
