package io.tailrace.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The trace id of the span that was read last.
///
/// An id may stand anywhere in a span, and of several the last one counts, as in every parser:
/// all fields have to be seen. Nearly every span begins with an id of sixteen bytes and has
/// nothing unusual behind it: those take {@link #isUsual} half the time that they take a cursor.
/// All others, and everything that is wrong, are left to the cursor.
final class TraceId {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int NUMBER = 1;
  private static final int TAG = (NUMBER << 3) | WireType.LENGTH;
  private static final int LAST_TAG = (NUMBER << 3) | 7;
  private static final int SPAN_ID = (2 << 3) | WireType.LENGTH;
  private static final int PARENT_SPAN_ID = (4 << 3) | WireType.LENGTH;
  private static final int SIZE = 2 * Long.BYTES;
  private static final int UNUSUAL = -1;

  private final Fields fields = new Fields();
  private long high;
  private long low;

  /// Reads the id of the span whose fields lie between two offsets.
  ///
  /// @throws MalformedTelemetry when these are no fields
  void read(byte[] bytes, int start, int end) {
    if (isUsual(bytes, start, end)) {
      high = (long) LONG.get(bytes, start + 2);
      low = (long) LONG.get(bytes, start + 2 + Long.BYTES);
      return;
    }
    clear();
    fields.over(bytes, start, end);
    while (fields.next()) {
      if (fields.isMessage(NUMBER)) {
        take(fields);
      }
    }
  }

  private static boolean isUsual(byte[] bytes, int start, int end) {
    int position = behindIds(bytes, start, end);
    while (position < end - 1 && position != UNUSUAL) {
      int tag = bytes[position];
      int length = bytes[position + 1];
      position =
          tag > LAST_TAG
                  && (tag & 7) == WireType.LENGTH
                  && length >= 0
                  && length <= end - position - 2
              ? position + 2 + length
              : behind(bytes, position, end);
    }
    return position == end;
  }

  /// Returns the offset behind the ids of the trace, the span and its parent, with which nearly
  /// every span begins: steps of a length that is known need not wait for it to be read.
  private static int behindIds(byte[] bytes, int start, int end) {
    if (end - start < 2 + SIZE || bytes[start] != TAG || bytes[start + 1] != SIZE) {
      return UNUSUAL;
    }
    int position = start + 2 + SIZE;
    if (isSpanId(bytes, position, end, SPAN_ID)) {
      position += 2 + Long.BYTES;
      if (isSpanId(bytes, position, end, PARENT_SPAN_ID)) {
        position += 2 + Long.BYTES;
      }
    }
    return position;
  }

  private static boolean isSpanId(byte[] bytes, int start, int end, int tag) {
    return end - start >= 2 + Long.BYTES && bytes[start] == tag && bytes[start + 1] == Long.BYTES;
  }

  /// Returns the offset behind a field.
  private static int behind(byte[] bytes, int start, int end) {
    int position = start + 1;
    int tag = bytes[start];
    if (tag < 0) {
      if (position == end || bytes[position++] <= 0) {
        return UNUSUAL;
      }
    } else if (tag <= LAST_TAG) {
      return UNUSUAL;
    }
    return switch (tag & 7) {
      case WireType.LENGTH -> behindLength(bytes, position, end);
      case WireType.FIXED64 -> end - position < Long.BYTES ? UNUSUAL : position + Long.BYTES;
      case WireType.FIXED32 -> end - position < Integer.BYTES ? UNUSUAL : position + Integer.BYTES;
      case WireType.VARINT -> position == end || bytes[position] < 0 ? UNUSUAL : position + 1;
      default -> UNUSUAL;
    };
  }

  private static int behindLength(byte[] bytes, int start, int end) {
    if (start == end) {
      return UNUSUAL;
    }
    int position = start + 1;
    int length = bytes[start];
    if (length < 0) {
      if (position == end || bytes[position] < 0) {
        return UNUSUAL;
      }
      length = (length & 0x7f) | (bytes[position++] << 7);
    }
    return length > end - position ? UNUSUAL : position + length;
  }

  void clear() {
    high = 0;
    low = 0;
  }

  /// Takes the id that a cursor is on. One of less than sixteen bytes is the end of an id that
  /// begins with zeros.
  void take(Fields id) {
    low = lastBytes(id, id.end());
    high = lastBytes(id, Math.max(id.start(), id.end() - Long.BYTES));
  }

  /// The high 64 bits, 0 without an id.
  long high() {
    return high;
  }

  /// The low 64 bits, 0 without an id.
  long low() {
    return low;
  }

  /// The number that the last eight bytes of a value make.
  static long lastBytes(Fields id) {
    return lastBytes(id, id.end());
  }

  private static long lastBytes(Fields id, int end) {
    long number = 0;
    byte[] bytes = id.bytes();
    for (int i = Math.max(id.start(), end - Long.BYTES); i < end; i++) {
      number = (number << 8) | (bytes[i] & 0xff);
    }
    return number;
  }
}
