package io.tailrace.component.attributes;

import java.util.Optional;
import java.util.regex.Pattern;

/// Gives values another type by the Collector's rules.
final class Converted {
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,40}");
  private static final Pattern REAL =
      Pattern.compile(
          "[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
              + "|[+-]?0[xX][0-9a-fA-F]*\\.?[0-9a-fA-F]*[pP][+-]?[0-9]+");
  private static final Pattern NAMED =
      Pattern.compile("nan|[+-]?inf(?:inity)?", Pattern.CASE_INSENSITIVE);

  private Converted() {}

  /// Returns the value in another type, empty if it has that type or has no meaning in it.
  static Optional<AttributeValue> to(String type, AttributeValue value) {
    return switch (type) {
      case "int" -> toWhole(value);
      case "double" -> toReal(value);
      default ->
          value.type() == AttributeValue.Type.TEXT
              ? Optional.empty()
              : Optional.of(AttributeValue.of(value.asText()));
    };
  }

  private static Optional<AttributeValue> toWhole(AttributeValue value) {
    return switch (value.type()) {
      case REAL -> Optional.of(AttributeValue.of((long) value.real()));
      case FLAG -> Optional.of(AttributeValue.of(value.whole() != 0 ? 1L : 0L));
      case TEXT -> whole(value.text()).map(AttributeValue::of);
      default -> Optional.empty();
    };
  }

  private static Optional<Long> whole(String text) {
    try {
      return WHOLE.matcher(text).matches() ? Optional.of(Long.valueOf(text)) : Optional.empty();
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  private static Optional<AttributeValue> toReal(AttributeValue value) {
    return switch (value.type()) {
      case WHOLE -> Optional.of(AttributeValue.of((double) value.whole()));
      case FLAG -> Optional.of(AttributeValue.of(value.whole() != 0 ? 1.0 : 0.0));
      case TEXT -> real(value.text()).map(AttributeValue::of);
      default -> Optional.empty();
    };
  }

  private static Optional<Double> real(String text) {
    if (NAMED.matcher(text).matches()) {
      double size =
          text.length() == 3 && text.equalsIgnoreCase("nan")
              ? Double.NaN
              : Double.POSITIVE_INFINITY;
      return Optional.of(text.startsWith("-") ? -size : size);
    }
    try {
      double number = REAL.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
      return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}
