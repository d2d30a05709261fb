package io.tailrace.config;

import java.util.ArrayList;
import java.util.List;

/// Writes a configuration as it is in effect: sources merged, expressions replaced.
public final class EffectiveYaml {
  private EffectiveYaml() {}

  /// Returns the configuration as YAML.
  ///
  /// @param redacted whether the values of secrets are written as {@link Secret#REDACTED}
  public static String of(Configuration configuration, boolean redacted) {
    return of(redacted ? Redaction.of(configuration) : configuration.root());
  }

  /// Returns a tree as YAML.
  static String of(Node root) {
    StringBuilder out = new StringBuilder();
    if (isLeaf(root)) {
      out.append(leaf(root)).append('\n');
    } else {
      block(root, 0, out);
    }
    return out.toString();
  }

  private static void block(Node node, int indent, StringBuilder out) {
    switch (node) {
      case Node.Mapping map -> {
        for (Node.Entry entry : map.entries()) {
          out.repeat(' ', indent).append(key(entry.key())).append(':');
          value(entry.value(), indent, out);
        }
      }
      case Node.Sequence list -> {
        for (Node item : list.items()) {
          out.repeat(' ', indent).append('-');
          item(item, indent, out);
        }
      }
      case Node.Scalar scalar -> out.append(scalar(scalar)).append('\n');
    }
  }

  private static void value(Node value, int indent, StringBuilder out) {
    if (isLeaf(value)) {
      String text = leaf(value);
      out.append(text.isEmpty() ? "" : " ").append(text).append('\n');
    } else {
      out.append('\n');
      block(value, indent + 2, out);
    }
  }

  /// An item starts on the line of its dash.
  private static void item(Node item, int indent, StringBuilder out) {
    if (isLeaf(item)) {
      value(item, indent, out);
      return;
    }
    StringBuilder inner = new StringBuilder();
    block(item, indent + 2, inner);
    out.append(' ').append(inner.substring(indent + 2));
  }

  private static boolean isLeaf(Node node) {
    return switch (node) {
      case Node.Scalar _ -> true;
      case Node.Sequence list -> list.items().stream().allMatch(Node.Scalar.class::isInstance);
      case Node.Mapping map -> map.entries().isEmpty();
    };
  }

  private static String leaf(Node node) {
    return switch (node) {
      case Node.Scalar scalar -> scalar(scalar);
      case Node.Mapping _ -> "{}";
      case Node.Sequence list -> {
        List<String> items = new ArrayList<>();
        list.items().forEach(item -> items.add(scalar((Node.Scalar) item)));
        yield "[" + String.join(", ", items) + "]";
      }
    };
  }

  private static String scalar(Node.Scalar scalar) {
    return switch (scalar.value()) {
      case null -> "null";
      case String value -> text(value);
      default -> scalar.text();
    };
  }

  private static String key(String key) {
    return isPlain(key) ? key : Json.text(key);
  }

  private static String text(String value) {
    // A dollar would be read as the start of an expression.
    return isPlain(value) ? value : Json.text(value.replace("$", "$$"));
  }

  /// Whether text stays text without quotes.
  private static boolean isPlain(String value) {
    return value.matches("[\\p{L}\\d_./][\\p{L}\\d_./:+@=*~^;()-]*(?: [\\p{L}\\d_./()*+=-]+)*")
        && !value.endsWith(":")
        && !value.contains(": ")
        && YamlScalars.resolve(value) instanceof String;
  }
}
