package io.tailrace.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A cursor over the fields of one serialised protobuf message. It allocates nothing: one
/// cursor is made per nesting level and moved from message to message.
///
/// It takes what protobuf's own parser takes: any order, unknown fields, balanced groups, and
/// varints of up to ten bytes; it refuses the rest with {@link MalformedTelemetry}.
public final class Fields {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte[] NOTHING = {};

  /// How deep messages and groups may nest, as in protobuf's own parsers.
  static final int DEEPEST = 100;

  private byte[] bytes = NOTHING;
  private int position;
  private int limit;
  private int tag;
  private int fieldStart;
  private int valueStart;
  private long scalar;
  private int depth;

  /// Creates a cursor that is on no message.
  public Fields() {}

  /// Creates a cursor before the first field of a message.
  public Fields(byte[] message) {
    over(message, 0, message.length);
  }

  /// Creates a cursor for messages that are nested this deep.
  Fields(int depth) {
    this.depth = depth;
  }

  /// Moves the cursor before the first field of the message between two offsets, and returns
  /// it.
  public Fields over(byte[] source, int start, int end) {
    bytes = source;
    position = start;
    limit = end;
    return this;
  }

  /// Moves the cursor into the value of the field that another one is on, which must be a
  /// message, and returns it.
  public Fields into(Fields parent) {
    return over(parent.bytes, parent.valueStart, parent.position);
  }

  /// Moves to the next field, false at the end of the message.
  ///
  /// @throws MalformedTelemetry when the bytes are no protobuf message
  public boolean next() {
    if (position >= limit) {
      return false;
    }
    fieldStart = position;
    int first = bytes[position];
    if (first > 0) {
      tag = first;
      position++;
    } else {
      tag = (int) varint();
    }
    value(tag & 7);
    return true;
  }

  private void value(int wireType) {
    if (tag >>> 3 == 0) {
      throw new MalformedTelemetry("field number 0 at byte " + fieldStart);
    }
    valueStart = position;
    switch (wireType) {
      case WireType.VARINT -> scalar = varint();
      case WireType.FIXED64 -> {
        skip(Long.BYTES);
        scalar = (long) LONG.get(bytes, valueStart);
      }
      case WireType.LENGTH -> {
        int length = length();
        valueStart = position;
        skip(length);
      }
      case WireType.GROUP -> group(tag >>> 3, depth + 1);
      case WireType.FIXED32 -> {
        skip(Integer.BYTES);
        scalar = (int) INT.get(bytes, valueStart);
      }
      default ->
          throw new MalformedTelemetry(
              "wire type " + wireType + " at byte " + fieldStart + " where a field is expected");
    }
  }

  private int length() {
    int first = position < limit ? bytes[position] : -1;
    if (first >= 0) {
      position++;
      return first;
    }
    int length = (int) varint();
    if (length < 0) {
      throw new MalformedTelemetry("negative length at byte " + valueStart);
    }
    return length;
  }

  private void skip(int length) {
    if (length > limit - position) {
      throw MalformedTelemetry.truncated(limit);
    }
    position += length;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (position >= limit) {
        throw MalformedTelemetry.truncated(limit);
      }
      byte b = bytes[position++];
      value |= (b & 0x7fL) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new MalformedTelemetry("a varint of more than ten bytes ends at byte " + position);
  }

  private void group(int number, int nested) {
    if (nested > DEEPEST) {
      throw new MalformedTelemetry("groups nested too deeply at byte " + fieldStart);
    }
    while (true) {
      int inner = (int) varint();
      if ((inner & 7) == WireType.END_GROUP && inner >>> 3 == number) {
        return;
      }
      if (inner >>> 3 == 0) {
        throw new MalformedTelemetry("field number 0 at byte " + position);
      }
      inner(inner, nested);
    }
  }

  private void inner(int innerTag, int nested) {
    switch (innerTag & 7) {
      case WireType.VARINT -> varint();
      case WireType.FIXED64 -> skip(Long.BYTES);
      case WireType.LENGTH -> skip(length());
      case WireType.GROUP -> group(innerTag >>> 3, nested + 1);
      case WireType.FIXED32 -> skip(Integer.BYTES);
      default -> throw new MalformedTelemetry("a group does not end as it began, at " + position);
    }
  }

  /// The number of the field that the cursor is on.
  public int number() {
    return tag >>> 3;
  }

  /// How its value is written: 0 varint, 1 eight bytes, 2 with a length, 3 group, 5 four bytes.
  public int wireType() {
    return tag & 7;
  }

  /// Whether the cursor is on a field of this number whose value has a length: a message, a
  /// text or bytes.
  public boolean isMessage(int number) {
    return tag == ((number << 3) | WireType.LENGTH);
  }

  /// The array that the cursor walks over.
  public byte[] bytes() {
    return bytes;
  }

  /// Where the field begins, with its tag.
  public int fieldStart() {
    return fieldStart;
  }

  /// Where its value begins, without tag and length.
  public int start() {
    return valueStart;
  }

  /// Where its value and the field end.
  public int end() {
    return position;
  }

  /// A second cursor, before the field that this one is on.
  Fields fromHere() {
    return new Fields().over(bytes, fieldStart, limit);
  }

  int limit() {
    return limit;
  }

  /// The length of its value in bytes.
  public int size() {
    return position - valueStart;
  }

  /// The number that it holds: of a varint, or the bits of a fixed value.
  public long scalar() {
    return scalar;
  }

  /// The floating-point number that it holds in eight bytes.
  public double real() {
    return Double.longBitsToDouble(scalar);
  }

  /// The text that it holds. Bytes that are no UTF-8 are replaced, as readers of such telemetry
  /// do.
  public String text() {
    return new String(bytes, valueStart, size(), StandardCharsets.UTF_8);
  }

  /// A copy of the bytes that it holds.
  public byte[] copy() {
    return Arrays.copyOfRange(bytes, valueStart, position);
  }

  /// Whether it holds exactly these bytes.
  public boolean holds(byte[] wanted) {
    return Arrays.equals(bytes, valueStart, position, wanted, 0, wanted.length);
  }
}
