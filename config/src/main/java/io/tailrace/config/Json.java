package io.tailrace.config;

import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// Writes JSON.
final class Json {
  private Json() {}

  /// Writes maps, lists, text, numbers and flags, indented by two.
  static String print(Object value) {
    StringBuilder out = new StringBuilder();
    print(value, 0, out);
    return out.toString();
  }

  private static void print(Object value, int indent, StringBuilder out) {
    switch (value) {
      case Map<?, ?> map when !map.isEmpty() -> {
        String gap = "{";
        // Maps without an order of their own are sorted, so that the same input prints the same.
        Map<?, ?> ordered = map instanceof SequencedMap<?, ?> ? map : new TreeMap<>(map);
        for (Map.Entry<?, ?> entry : ordered.entrySet()) {
          out.append(gap).append('\n').repeat(' ', indent + 2);
          out.append(text(String.valueOf(entry.getKey()))).append(": ");
          print(entry.getValue(), indent + 2, out);
          gap = ",";
        }
        out.append('\n').repeat(' ', indent).append('}');
      }
      case List<?> list when !list.isEmpty() -> {
        String gap = "[";
        for (Object item : list) {
          out.append(gap).append(gap.equals("[") ? "" : " ");
          print(item, indent, out);
          gap = ",";
        }
        out.append(']');
      }
      case Map<?, ?> _ -> out.append("{}");
      case List<?> _ -> out.append("[]");
      case String string -> out.append(text(string));
      default -> out.append(value);
    }
  }

  /// Returns the text as a JSON string.
  static String text(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> {
                  if (c < ' ') {
                    out.append(String.format("\\u%04x", c));
                  } else {
                    out.appendCodePoint(c);
                  }
                }
              }
            });
    return out.append('"').toString();
  }
}
