package io.tailrace.model;

import org.jspecify.annotations.Nullable;

/// Checks a whole message against its shape, down to the last attribute.
///
/// What is refused: what protobuf's parsers refuse, and beyond that what the Collector refuses,
/// because a backend written in Go would refuse the whole request later: a known field with
/// another wire type than its own, and trace and span ids of another length than 16 and 8 (or
/// none). Texts are not checked for UTF-8: the Collector and its backends take any bytes.
///
/// Nearly every field has a tag and a length of one byte each and a known number: those are
/// taken in {@link #quick}, all others, and everything that is wrong, in {@link #slow}.
final class Validator {
  private final @Nullable Fields[] levels = new Fields[Fields.DEEPEST + 1];
  private final byte[] bytes;

  Validator(byte[] bytes) {
    this.bytes = bytes;
  }

  void check(Shape shape) {
    check(shape, 0, bytes.length, 0);
  }

  private void check(Shape shape, int start, int end, int depth) {
    int position = start;
    while (position < end) {
      Field field = shape.plain(bytes[position]);
      int next = field == null ? -1 : quick(field, position + 1, end, depth);
      position = next < 0 ? slow(shape, position, end, depth) : next;
    }
  }

  /// Returns the offset behind a value, -1 if it is not as most are.
  private int quick(Field field, int start, int end, int depth) {
    if (start >= end) {
      return -1;
    }
    return switch (field.kind()) {
      case MESSAGE -> {
        int next = length(start, end);
        if (next >= 0 && depth < Fields.DEEPEST) {
          check(field.message(), start + 1, next, depth + 1);
          yield next;
        }
        yield -1;
      }
      case STRING, BYTES -> length(start, end);
      case TRACE_ID -> bytes[start] == 16 ? length(start, end) : -1;
      case SPAN_ID -> bytes[start] == 8 ? length(start, end) : -1;
      case FIXED64, SFIXED64, DOUBLE -> end - start < Long.BYTES ? -1 : start + Long.BYTES;
      case FIXED32 -> end - start < Integer.BYTES ? -1 : start + Integer.BYTES;
      default -> bytes[start] < 0 ? -1 : start + 1;
    };
  }

  private int length(int start, int end) {
    int length = bytes[start];
    return length < 0 || length > end - start - 1 ? -1 : start + 1 + length;
  }

  private int slow(Shape shape, int start, int end, int depth) {
    Fields fields = level(depth).over(bytes, start, end);
    fields.next();
    int next = fields.end();
    Field field = shape.field(fields.number());
    if (field == null) {
      return next;
    }
    if (!field.writtenAs(fields.wireType())) {
      throw problem("wire type " + fields.wireType(), shape, field, fields);
    }
    if (field.kind() == Kind.MESSAGE) {
      if (depth == Fields.DEEPEST) {
        throw problem("more than " + Fields.DEEPEST + " levels", shape, field, fields);
      }
      check(field.message(), fields.start(), next, depth + 1);
    } else if (fields.wireType() == WireType.LENGTH) {
      checkLength(shape, field, fields);
    }
    return next;
  }

  private Fields level(int depth) {
    Fields fields = levels[depth];
    if (fields == null) {
      fields = new Fields(depth);
      levels[depth] = fields;
    }
    return fields;
  }

  private static void checkLength(Shape shape, Field field, Fields fields) {
    int size = fields.size();
    boolean fits =
        switch (field.kind()) {
          case TRACE_ID -> size == 0 || size == 16;
          case SPAN_ID -> size == 0 || size == 8;
          case DOUBLE, FIXED64, SFIXED64 -> size % Long.BYTES == 0;
          case FIXED32 -> size % Integer.BYTES == 0;
          case BOOL, INT32, UINT32, SINT32, INT64, UINT64, ENUM -> varints(fields);
          case STRING, BYTES, MESSAGE -> true;
        };
    if (!fits) {
      throw problem(size + " bytes", shape, field, fields);
    }
  }

  private static boolean varints(Fields packed) {
    byte[] bytes = packed.bytes();
    int length = 0;
    for (int i = packed.start(); i < packed.end(); i++) {
      length = bytes[i] < 0 ? length + 1 : 0;
      if (length == 10) {
        return false;
      }
    }
    return length == 0;
  }

  private static MalformedTelemetry problem(String what, Shape shape, Field field, Fields at) {
    return new MalformedTelemetry(
        "%s in %s.%s at byte %d".formatted(what, shape.name(), field.name(), at.fieldStart()));
  }
}
