package io.tailrace.model;

/// How often a field occurs in a message.
enum Cardinality {
  /// At most once; a zero is the same as nothing.
  ONE,
  /// At most once; a zero is a value.
  OPTIONAL,
  /// One of several fields of the message; the last one on the wire holds.
  ONEOF,
  /// Any number of times.
  MANY
}
