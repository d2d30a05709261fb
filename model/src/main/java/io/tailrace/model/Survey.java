package io.tailrace.model;

/// Which singular fields of a message occur more than once, and which of a choice holds.
///
/// @param several their numbers, as bits
/// @param chosen the field of the message's choice that comes last, 0 if none occurs
record Survey(int several, int chosen) {
  static Survey of(Shape shape, byte[] bytes, int start, int end) {
    int seen = 0;
    int several = 0;
    int chosen = 0;
    Fields fields = new Fields().over(bytes, start, end);
    while (fields.next()) {
      Field field = shape.field(fields.number());
      if (field != null && !field.repeated()) {
        int bit = 1 << field.number();
        several |= seen & bit;
        seen |= bit;
        chosen = field.cardinality() == Cardinality.ONEOF ? field.number() : chosen;
      }
    }
    return new Survey(several, chosen);
  }

  boolean occursOften(int number) {
    return (several & (1 << number)) != 0;
  }

  /// Returns the message with every singular field at most once: of values the last one, of
  /// messages one that holds the fields of all, as every parser of protobuf reads it.
  byte[] merge(Shape shape, byte[] bytes, int start, int end) {
    Message out = new Message(end - start);
    Fields fields = new Fields().over(bytes, start, end);
    int written = 0;
    while (fields.next()) {
      Field field = shape.field(fields.number());
      if (field == null || field.repeated() || !occursOften(field.number())) {
        out.copy(fields);
      } else if ((written & (1 << field.number())) == 0) {
        written |= 1 << field.number();
        join(out, field, new Fields().over(bytes, fields.fieldStart(), end));
      }
    }
    return out.toBytes();
  }

  private static void join(Message out, Field field, Fields from) {
    int before = out.size();
    int opened = field.kind() == Kind.MESSAGE ? out.open(field.number()) : 0;
    while (from.next()) {
      if (from.number() != field.number()) {
        continue;
      }
      if (field.kind() == Kind.MESSAGE) {
        out.raw(from.bytes(), from.start(), from.end());
      } else {
        out.cut(before);
        out.copy(from);
      }
    }
    if (field.kind() == Kind.MESSAGE) {
      out.close(opened);
    }
  }
}
