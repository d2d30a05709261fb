package io.tailrace.config;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a plain scalar means.
///
/// Follows go-yaml v3, which the Collector reads its files with, and which is neither YAML 1.1
/// nor 1.2: `0123` is 83, `yes` is text, `0b11` and `1_000` are numbers, a date is a time.
final class YamlScalars {
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  /// An underscore between two digits, which a fraction that starts with its point may have.
  private static final Pattern SPACED = Pattern.compile("(?<=\\d)_(?=\\d)");

  private static final Pattern TIME =
      Pattern.compile(
          "(\\d{4})-(\\d{1,2})-(\\d{1,2})(?:([Tt"
              + " ])(\\d{1,2}):(\\d{1,2}):(\\d{1,2})(?:[.,](\\d{1,}))?(Z|[-+]\\d\\d:\\d\\d)?)?");
  private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private YamlScalars() {}

  /// Returns null, a Boolean, Long, BigInteger, Double, Instant or String.
  static @Nullable Object resolve(String text) {
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> null;
      case "true", "True", "TRUE" -> true;
      case "false", "False", "FALSE" -> false;
      case ".nan", ".NaN", ".NAN" -> Double.NaN;
      case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF" -> Double.POSITIVE_INFINITY;
      case "-.inf", "-.Inf", "-.INF" -> Double.NEGATIVE_INFINITY;
      default -> number(text).orElse(text);
    };
  }

  private static Optional<Object> number(String text) {
    char first = text.charAt(0);
    if (first == '.') {
      return decimal(SPACED.matcher(text).replaceAll(""));
    }
    if (first != '+' && first != '-' && (first < '0' || first > '9')) {
      return Optional.empty();
    }
    Optional<Object> time = time(text);
    if (time.isPresent()) {
      return time;
    }
    String plain = text.replace("_", "");
    Optional<Object> integer = integer(plain);
    return integer.isPresent() ? integer : decimal(plain);
  }

  private static Optional<Object> decimal(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      return Optional.empty();
    }
    double value = Double.parseDouble(text);
    return Double.isInfinite(value) ? Optional.empty() : Optional.of(value);
  }

  private static Optional<Object> integer(String text) {
    boolean negative = text.startsWith("-");
    String digits = negative || text.startsWith("+") ? text.substring(1) : text;
    int radix = radix(digits);
    String body = radix == 10 ? digits : digits.substring(prefix(digits));
    if (body.isEmpty() || !Character.isLetterOrDigit(body.charAt(0))) {
      return Optional.empty();
    }
    try {
      BigInteger value = new BigInteger(negative ? "-" + body : body, radix);
      // A sign is not part of an unsigned number: +9223372036854775808 is a decimal.
      boolean signed = value.bitLength() < Long.SIZE;
      if (value.compareTo(MIN) < 0 || value.compareTo(MAX) > 0) {
        return Optional.empty();
      }
      if (signed) {
        return Optional.of(value.longValueExact());
      }
      return text.startsWith("+") ? Optional.empty() : Optional.of(value);
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  private static int radix(String digits) {
    if (digits.length() < 2 || digits.charAt(0) != '0') {
      return 10;
    }
    return switch (digits.charAt(1)) {
      case 'x', 'X' -> 16;
      case 'b', 'B' -> 2;
      default -> 8;
    };
  }

  private static int prefix(String digits) {
    return switch (digits.charAt(1)) {
      case 'x', 'X', 'b', 'B', 'o', 'O' -> 2;
      default -> 1;
    };
  }

  private static Optional<Object> time(String text) {
    Matcher parts = TIME.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    boolean spaced = " ".equals(parts.group(4));
    boolean zoned = parts.group(9) != null;
    if (parts.group(4) != null && spaced == zoned) {
      return Optional.empty();
    }
    try {
      LocalDateTime local =
          LocalDateTime.of(
              part(parts, 1),
              part(parts, 2),
              part(parts, 3),
              part(parts, 5),
              part(parts, 6),
              part(parts, 7),
              nanos(parts.group(8)));
      return Optional.of(local.toInstant(zoned ? ZoneOffset.of(parts.group(9)) : ZoneOffset.UTC));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  private static int part(Matcher parts, int group) {
    String text = parts.group(group);
    return text == null ? 0 : Integer.parseInt(text);
  }

  private static int nanos(@Nullable String fraction) {
    return fraction == null ? 0 : Integer.parseInt((fraction + "000000000").substring(0, 9));
  }

  /// Writes a resolved value as Go prints it, which is how a key that is no text becomes one.
  static String spelled(@Nullable Object value, String text) {
    return switch (value) {
      case null -> text;
      case Boolean flag -> flag.toString();
      case Long number -> number.toString();
      case BigInteger number -> number.toString();
      case Instant _ -> text;
      default -> text;
    };
  }
}
