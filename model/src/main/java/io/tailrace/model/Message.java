package io.tailrace.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes a protobuf message into one growing array.
///
/// A nested message is opened, written and closed; closing puts its length in front of it,
/// moving what was written by a byte or two where the length needs more than one.
public final class Message {
  private byte[] bytes;
  private int size;

  /// Creates a writer that has room for so many bytes before it grows.
  public Message(int capacity) {
    bytes = new byte[Math.max(64, capacity)];
  }

  /// How many bytes were written.
  public int size() {
    return size;
  }

  /// Returns a copy of what was written.
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  /// Forgets what was written after this many bytes.
  void cut(int kept) {
    size = kept;
  }

  /// Forgets what was written.
  public void clear() {
    size = 0;
  }

  /// Begins a nested message. What it returns goes to {@link #close}.
  public int open(int number) {
    tag(number, WireType.LENGTH);
    room(1);
    return size++;
  }

  /// Ends the nested message that was opened there.
  public void close(int opened) {
    int length = size - opened - 1;
    int extra = Varint.size(length) - 1;
    if (extra > 0) {
      room(extra);
      System.arraycopy(bytes, opened + 1, bytes, opened + 1 + extra, length);
      size += extra;
    }
    Varint.write(length, bytes, opened);
  }

  /// Writes a number as a varint.
  public void varint(int number, long value) {
    tag(number, WireType.VARINT);
    rawVarint(value);
  }

  /// Writes a number in eight bytes.
  public void fixed64(int number, long value) {
    tag(number, WireType.FIXED64);
    rawFixed64(value);
  }

  /// Writes a number in four bytes.
  public void fixed32(int number, int value) {
    tag(number, WireType.FIXED32);
    room(Integer.BYTES);
    for (int i = 0; i < Integer.BYTES; i++) {
      bytes[size++] = (byte) (value >>> (8 * i));
    }
  }

  /// Writes a floating-point number in eight bytes.
  public void real(int number, double value) {
    fixed64(number, Double.doubleToRawLongBits(value));
  }

  /// Writes a text.
  public void text(int number, String value) {
    byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
    bytes(number, encoded, 0, encoded.length);
  }

  /// Writes bytes, or a text or message that is serialised already.
  public void bytes(int number, byte[] source, int start, int end) {
    tag(number, WireType.LENGTH);
    rawVarint(end - start);
    raw(source, start, end);
  }

  /// Copies the field that a cursor is on, as it stands.
  public void copy(Fields field) {
    raw(field.bytes(), field.fieldStart(), field.end());
  }

  /// Copies bytes that are whole fields.
  public void raw(byte[] source, int start, int end) {
    room(end - start);
    System.arraycopy(source, start, bytes, size, end - start);
    size += end - start;
  }

  void tag(int number, int wireType) {
    rawVarint(((long) number << 3) | wireType);
  }

  void rawVarint(long value) {
    room(10);
    size = Varint.write(value, bytes, size);
  }

  void rawFixed64(long value) {
    room(Long.BYTES);
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[size++] = (byte) (value >>> (8 * i));
    }
  }

  private void room(int needed) {
    if (needed > bytes.length - size) {
      long wanted =
          Math.max((long) size + needed, Math.min(bytes.length * 2L, Integer.MAX_VALUE - 8));
      bytes = Arrays.copyOf(bytes, Math.toIntExact(wanted));
    }
  }
}
