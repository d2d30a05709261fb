package io.tailrace.app;

import io.tailrace.config.Node;
import java.math.BigInteger;
import java.util.regex.Pattern;

/// Writes a tree as YAML: block style, text quoted where it would otherwise be read as something
/// else.
final class YamlText {
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z_/.][A-Za-z0-9_./-]*(:[A-Za-z0-9_./-]+)*");
  private static final Pattern WORD =
      Pattern.compile("(?i)true|false|null|yes|no|on|off|y|n|\\.nan|[-+]?\\.inf|\\.");

  private final StringBuilder out = new StringBuilder();

  private YamlText() {}

  /// Returns a tree as YAML.
  static String of(Node node) {
    YamlText text = new YamlText();
    text.write(node, 0);
    return text.out.toString();
  }

  private void write(Node node, int depth) {
    switch (node) {
      case Node.Scalar scalar -> indented(depth, scalar(scalar));
      case Node.Sequence sequence -> {
        for (Node item : sequence.items()) {
          item(item, depth);
        }
      }
      case Node.Mapping map -> {
        for (Node.Entry entry : map.entries()) {
          entry(entry, depth);
        }
      }
    }
  }

  private void entry(Node.Entry entry, int depth) {
    String key = quoted(entry.key());
    if (isInline(entry.value())) {
      indented(depth, key + ":" + after(inline(entry.value())));
    } else {
      indented(depth, key + ":");
      write(entry.value(), depth + 1);
    }
  }

  private void item(Node item, int depth) {
    if (isInline(item)) {
      indented(depth, "-" + after(inline(item)));
      return;
    }
    int from = out.length();
    write(item, depth + 1);
    out.replace(from, from + 2 * (depth + 1), "  ".repeat(depth) + "- ");
  }

  private static String after(String value) {
    return value.isEmpty() ? "" : " " + value;
  }

  private static boolean isInline(Node node) {
    return switch (node) {
      case Node.Scalar _ -> true;
      case Node.Sequence sequence ->
          sequence.items().stream().allMatch(item -> item instanceof Node.Scalar)
              && sequence.items().size() <= 8;
      case Node.Mapping map -> map.entries().isEmpty();
    };
  }

  private static String inline(Node node) {
    return switch (node) {
      case Node.Scalar scalar -> scalar(scalar);
      case Node.Sequence sequence ->
          "[" + String.join(", ", sequence.items().stream().map(YamlText::inline).toList()) + "]";
      case Node.Mapping _ -> "{}";
    };
  }

  private static String scalar(Node.Scalar scalar) {
    return switch (scalar.value()) {
      case null -> "";
      case Boolean _, Long _, BigInteger _, Double _ -> scalar.text();
      default -> quoted(scalar.text());
    };
  }

  private static String quoted(String text) {
    return PLAIN.matcher(text).matches() && !WORD.matcher(text).matches()
        ? text
        : Json.quoted(text);
  }

  private void indented(int depth, String text) {
    out.append("  ".repeat(depth)).append(text).append('\n');
  }
}
