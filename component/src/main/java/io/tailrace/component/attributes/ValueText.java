package io.tailrace.component.attributes;

import io.tailrace.model.Fields;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/// Writes values as texts in the Collector's manner, which is that of Go's JSON: keys sorted,
/// the characters of HTML escaped, numbers in their shortest form.
final class ValueText {
  private ValueText() {}

  static String of(AttributeValue value) {
    return switch (value.type()) {
      case EMPTY -> "";
      case TEXT -> value.text();
      case FLAG -> Boolean.toString(value.whole() != 0);
      case WHOLE -> Long.toString(value.whole());
      case REAL -> number(value.real());
      case BYTES -> base64(value);
      case LIST, MAP -> {
        StringBuilder out = new StringBuilder();
        json(out, value);
        yield out.toString();
      }
    };
  }

  static String number(double number) {
    if (!Double.isFinite(number)) {
      String word = Double.isNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf";
      return "json: unsupported value: " + word;
    }
    double size = Math.abs(number);
    if (size == 0) {
      return 1 / number < 0 ? "-0" : "0";
    }
    BigDecimal decimal = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    if (size >= 1e-6 && size < 1e21) {
      return decimal.toPlainString();
    }
    String digits = decimal.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - decimal.scale();
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    return (number < 0 ? "-" : "")
        + digits.charAt(0)
        + fraction
        + (exponent < 0 ? "e-" : "e+")
        + Math.abs(exponent);
  }

  private static String base64(AttributeValue value) {
    return Base64.getEncoder().encodeToString(value.held().copy());
  }

  private static void json(StringBuilder out, AttributeValue value) {
    switch (value.type()) {
      case EMPTY -> out.append("null");
      case TEXT -> quote(out, value.text());
      case BYTES -> quote(out, base64(value));
      case LIST -> list(out, new Fields().into(value.held()));
      case MAP -> map(out, new Fields().into(value.held()));
      default -> out.append(of(value));
    }
  }

  private static void list(StringBuilder out, Fields values) {
    String separator = "[";
    while (values.next()) {
      if (values.isMessage(1)) {
        out.append(separator);
        json(out, new AttributeValue(values.bytes(), values.start(), values.end()));
        separator = ",";
      }
    }
    out.append(separator.equals("[") ? "[]" : "]");
  }

  private static void map(StringBuilder out, Fields pairs) {
    Map<String, AttributeValue> sorted = new TreeMap<>();
    while (pairs.next()) {
      if (pairs.isMessage(1)) {
        pair(sorted, new Fields().into(pairs));
      }
    }
    String separator = "{";
    for (Map.Entry<String, AttributeValue> entry : sorted.entrySet()) {
      out.append(separator);
      quote(out, entry.getKey());
      out.append(':');
      json(out, entry.getValue());
      separator = ",";
    }
    out.append(separator.equals("{") ? "{}" : "}");
  }

  private static void pair(Map<String, AttributeValue> sorted, Fields pair) {
    String key = "";
    AttributeValue value = new AttributeValue(pair.bytes(), pair.end(), pair.end());
    while (pair.next()) {
      if (pair.isMessage(1)) {
        key = pair.text();
      } else if (pair.isMessage(2)) {
        value = new AttributeValue(pair.bytes(), pair.start(), pair.end());
      }
    }
    sorted.put(key, value);
  }

  private static void quote(StringBuilder out, String text) {
    out.append('"');
    text.chars().forEach(c -> escape(out, (char) c));
    out.append('"');
  }

  private static void escape(StringBuilder out, char c) {
    int simple = Arrays.binarySearch(new char[] {'\b', '\t', '\n', '\f', '\r', '"', '\\'}, c);
    if (simple >= 0) {
      out.append('\\').append("btnfr\"\\".charAt(simple));
    } else if (c < ' ' || c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029') {
      out.append("\\u%04x".formatted((int) c));
    } else {
      out.append(c);
    }
  }
}
