package io.tailrace.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/// Single values of OTLP/JSON. A number is handled as the 64 bits that protobuf carries: a
/// floating-point number as its bits.
final class JsonScalar {
  private static final BigInteger UNSIGNED_END = BigInteger.ONE.shiftLeft(Long.SIZE);

  private JsonScalar() {}

  static String expected(Kind kind) {
    return switch (kind) {
      case BOOL -> "true or false";
      case ENUM -> "a number or name of its enum";
      case DOUBLE -> "a number";
      case UINT32, FIXED32 -> "a whole number of 0 to 4294967295";
      case UINT64, FIXED64 -> "a whole number of 0 to 18446744073709551615";
      case INT32, SINT32 -> "a whole number of 32 bits";
      case INT64, SFIXED64 -> "a whole number of 64 bits";
      case TRACE_ID -> "a trace id of 32 hexadecimal digits";
      case SPAN_ID -> "a span id of 16 hexadecimal digits";
      case BYTES -> "Base64";
      case STRING -> "a string";
      case MESSAGE -> "an object";
    };
  }

  /// Reads a text value.
  ///
  /// @throws IllegalArgumentException when it is not of the kind
  static byte[] bytes(Kind kind, String text) {
    return switch (kind) {
      case TRACE_ID -> id(text, 16);
      case SPAN_ID -> id(text, 8);
      case BYTES -> Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
      default -> text.getBytes(StandardCharsets.UTF_8);
    };
  }

  private static byte[] id(String text, int size) {
    byte[] id = HexFormat.of().parseHex(text);
    if (id.length != 0 && id.length != size) {
      throw new IllegalArgumentException("wrong length");
    }
    return id;
  }

  /// Reads a number, given as a JSON number or as a string.
  ///
  /// @throws ArithmeticException when it is too large or not whole
  /// @throws IllegalArgumentException when it is no number
  static long number(Field field, String text) {
    return switch (field.kind()) {
      case BOOL -> text.equals("true") ? 1 : 0;
      case DOUBLE -> Double.doubleToRawLongBits(real(text));
      case ENUM -> {
        Integer named = field.names().get(text);
        yield named != null ? named : signed(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
      }
      case UINT32, FIXED32 -> signed(text, 0, 0xffffffffL);
      case INT32, SINT32 -> signed(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case INT64, SFIXED64 -> signed(text, Long.MIN_VALUE, Long.MAX_VALUE);
      default -> unsigned(text);
    };
  }

  private static double real(String text) {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity", "Inf", "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Infinity", "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> {
        if (text.isEmpty() || "+-.0123456789".indexOf(text.charAt(0)) < 0 || endsInLetter(text)) {
          throw new NumberFormatException(text);
        }
        yield Double.parseDouble(text);
      }
    };
  }

  private static boolean endsInLetter(String text) {
    return Character.isLetter(text.charAt(text.length() - 1));
  }

  private static long signed(String text, long least, long most) {
    long number = plain(text) ? Long.parseLong(text) : whole(text).longValueExact();
    if (number < least || number > most) {
      throw new ArithmeticException(text);
    }
    return number;
  }

  private static long unsigned(String text) {
    if (plain(text)) {
      return Long.parseUnsignedLong(text);
    }
    BigInteger number = whole(text);
    if (number.signum() < 0 || number.compareTo(UNSIGNED_END) >= 0) {
      throw new ArithmeticException(text);
    }
    return number.longValue();
  }

  private static boolean plain(String text) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '-');
  }

  private static BigInteger whole(String text) {
    if (text.length() > 40) {
      throw new NumberFormatException("too long");
    }
    BigDecimal number = new BigDecimal(text);
    if (Math.abs((long) number.scale()) > 40) {
      throw new ArithmeticException(text);
    }
    return number.toBigIntegerExact();
  }

  /// Writes a number as a field of its own.
  static void write(Message out, Field field, long number) {
    switch (field.kind().wireType()) {
      case WireType.FIXED64 -> out.fixed64(field.number(), number);
      case WireType.FIXED32 -> out.fixed32(field.number(), (int) number);
      default -> out.varint(field.number(), varint(field.kind(), number));
    }
  }

  /// Writes a number into a run of packed ones.
  static void pack(Message out, Kind kind, long number) {
    if (kind.wireType() == WireType.FIXED64) {
      out.rawFixed64(number);
    } else {
      out.rawVarint(varint(kind, number));
    }
  }

  private static long varint(Kind kind, long number) {
    return kind == Kind.SINT32 ? ((number << 1) ^ (number >> 63)) & 0xffffffffL : number;
  }
}
