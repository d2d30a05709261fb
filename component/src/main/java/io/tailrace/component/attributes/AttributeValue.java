package io.tailrace.component.attributes;

import io.tailrace.config.Node;
import io.tailrace.model.Fields;
import io.tailrace.model.Message;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A value of an attribute as the bytes of an `AnyValue`.
///
/// Of several values in one message the last one holds, as in every parser of protobuf.
///
/// @param bytes where it lies
/// @param start where its message begins
/// @param end where its message ends
public record AttributeValue(byte[] bytes, int start, int end) {
  private static final int TEXT = 1;
  private static final int FLAG = 2;
  private static final int WHOLE = 3;
  private static final int REAL = 4;
  private static final int LIST = 5;
  private static final int MAP = 6;
  private static final int BYTES = 7;
  private static final int SMALL = 24;

  /// What a value is.
  public enum Type {
    EMPTY,
    TEXT,
    FLAG,
    WHOLE,
    REAL,
    LIST,
    MAP,
    BYTES
  }

  private static AttributeValue of(Message message) {
    byte[] bytes = message.toBytes();
    return new AttributeValue(bytes, 0, bytes.length);
  }

  /// Returns a text.
  public static AttributeValue of(String text) {
    Message message = new Message(text.length() + SMALL);
    message.text(TEXT, text);
    return of(message);
  }

  /// Returns a whole number.
  public static AttributeValue of(long number) {
    Message message = new Message(SMALL);
    message.varint(WHOLE, number);
    return of(message);
  }

  /// Returns a floating-point number.
  public static AttributeValue of(double number) {
    Message message = new Message(SMALL);
    message.real(REAL, number);
    return of(message);
  }

  /// Returns what a configuration says, with the type that it has in YAML.
  public static AttributeValue of(Node node) {
    Message message = new Message(SMALL);
    write(message, node);
    return of(message);
  }

  private static void write(Message out, Node node) {
    switch (node) {
      case Node.Scalar scalar -> scalar(out, scalar);
      case Node.Sequence list -> {
        int opened = out.open(LIST);
        for (Node item : list.items()) {
          int value = out.open(1);
          write(out, item);
          out.close(value);
        }
        out.close(opened);
      }
      case Node.Mapping map -> {
        int opened = out.open(MAP);
        for (Node.Entry entry : map.entries()) {
          int pair = out.open(1);
          out.text(1, entry.key());
          int value = out.open(2);
          write(out, entry.value());
          out.close(value);
          out.close(pair);
        }
        out.close(opened);
      }
    }
  }

  private static void scalar(Message out, Node.Scalar scalar) {
    switch (scalar.value()) {
      case null -> {}
      case Boolean flag -> out.varint(FLAG, flag ? 1 : 0);
      case Long number -> out.varint(WHOLE, number);
      case BigInteger number -> out.varint(WHOLE, number.longValue());
      case Double number -> out.real(REAL, number);
      default -> out.text(TEXT, scalar.text());
    }
  }

  /// What it is.
  public Type type() {
    return switch (held().number()) {
      case TEXT -> Type.TEXT;
      case FLAG -> Type.FLAG;
      case WHOLE -> Type.WHOLE;
      case REAL -> Type.REAL;
      case LIST -> Type.LIST;
      case MAP -> Type.MAP;
      case BYTES -> Type.BYTES;
      default -> Type.EMPTY;
    };
  }

  /// A cursor on the field that holds; its number is 0 when there is none.
  Fields held() {
    Fields fields = new Fields().over(bytes, start, end);
    int last = -1;
    while (fields.next()) {
      if (fields.number() <= BYTES) {
        last = fields.fieldStart();
      }
    }
    Fields held = new Fields().over(bytes, Math.max(last, start), last < 0 ? start : end);
    held.next();
    return held;
  }

  /// The text that it is, if it is one.
  public String text() {
    return held().text();
  }

  /// The number that it is, or 1 and 0 for true and false.
  public long whole() {
    return held().scalar();
  }

  /// The floating-point number that it is.
  public double real() {
    return held().real();
  }

  /// Whether it is the same value, compared by its bytes.
  public boolean same(AttributeValue other) {
    return Arrays.equals(bytes, start, end, other.bytes, other.start, other.end);
  }

  /// The value as the Collector writes it where a text is needed: lists and maps as JSON, bytes
  /// in Base64, nothing as an empty text.
  public String asText() {
    return ValueText.of(this);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
