package io.tailrace.exporters.debug;

import io.tailrace.model.Fields;
import java.util.Base64;
import java.util.StringJoiner;

/// Shows attributes and their values.
final class Attributes {
  private static final int KEY = 1;
  private static final int VALUE = 2;

  private Attributes() {}

  /// Adds a line for each attribute that the message has in a field.
  static void lines(Fields message, int number, String indent, Text text) {
    Fields owner = new Fields().over(message.bytes(), message.start(), message.end());
    while (owner.next()) {
      if (owner.isMessage(number)) {
        text.line("%s-> %s: %s", indent, key(owner), typed(owner));
      }
    }
  }

  /// Returns all attributes that the message has in a field as `k=v k=v`.
  static String inline(Fields message, int number) {
    StringJoiner joined = new StringJoiner(" ");
    Fields owner = new Fields().over(message.bytes(), message.start(), message.end());
    while (owner.next()) {
      if (owner.isMessage(number)) {
        joined.add(key(owner) + "=" + plain(value(owner)));
      }
    }
    return joined.toString();
  }

  /// Returns an `AnyValue` with its type: `Str(x)`, `Int(1)`.
  static String any(Fields value) {
    Fields in = new Fields().into(value);
    String shown = "Empty()";
    while (in.next()) {
      shown = type(in.number()) + "(" + json(in, false) + ")";
    }
    return shown;
  }

  private static String typed(Fields attribute) {
    Fields in = value(attribute);
    String shown = "Empty()";
    while (in.next()) {
      shown = type(in.number()) + "(" + json(in, false) + ")";
    }
    return shown;
  }

  private static String plain(Fields value) {
    String shown = "";
    while (value.next()) {
      shown = json(value, false);
    }
    return shown;
  }

  private static String key(Fields attribute) {
    Fields in = new Fields().into(attribute);
    String key = "";
    while (in.next()) {
      if (in.isMessage(KEY)) {
        key = Text.of(in);
      }
    }
    return key;
  }

  private static Fields value(Fields attribute) {
    Fields in = new Fields().into(attribute);
    while (in.next()) {
      if (in.isMessage(VALUE)) {
        return new Fields().into(in);
      }
    }
    return new Fields();
  }

  private static String type(int number) {
    return switch (number) {
      case 1 -> "Str";
      case 2 -> "Bool";
      case 3 -> "Int";
      case 4 -> "Double";
      case 5 -> "Slice";
      case 6 -> "Map";
      case 7 -> "Bytes";
      default -> "Unknown";
    };
  }

  private static String json(Fields value, boolean quoted) {
    return switch (value.number()) {
      case 1 -> quoted ? "\"" + Text.of(value).replace("\"", "\\\"") + "\"" : Text.of(value);
      case 2 -> String.valueOf(value.scalar() != 0);
      case 3 -> Long.toString(value.scalar());
      case 4 -> Double.toString(value.real());
      case 5 -> list(value);
      case 6 -> map(value);
      case 7 -> Base64.getEncoder().encodeToString(value.copy());
      default -> "";
    };
  }

  private static String list(Fields array) {
    StringJoiner joined = new StringJoiner(",", "[", "]");
    Fields in = new Fields().into(array);
    while (in.next()) {
      if (in.isMessage(1)) {
        Fields item = new Fields().into(in);
        joined.add(item.next() ? json(item, true) : "null");
      }
    }
    return joined.toString();
  }

  private static String map(Fields entries) {
    StringJoiner joined = new StringJoiner(",", "{", "}");
    Fields in = new Fields().into(entries);
    while (in.next()) {
      if (in.isMessage(1)) {
        Fields item = value(in);
        joined.add("\"" + key(in) + "\":" + (item.next() ? json(item, true) : "null"));
      }
    }
    return joined.toString();
  }
}
