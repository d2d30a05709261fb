package io.tailrace.config;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hides values in a quoted line.
final class Masking {
  private static final int MASK = '*';

  /// Keys whose values are hidden even where no option says so: in parts of a file that could not
  /// be bound, a typing error must not print a password.
  private static final Pattern TELLING =
      Pattern.compile(
          "(?i)(password|passwd|secret|token|api[_-]?key|authorization|credential|cookie|_pem)"
              + "[\\w.\\-]*[\"']?\\s*:\\s+(\\S.*)$");

  /// A header, wherever `headers:` stands above it.
  private static final Pattern HEADER = Pattern.compile("^\\s*(\\S+)\\s*:\\s+(\\S.*)$");

  private Masking() {}

  /// Returns a line with every hidden value on it replaced by asterisks, so that carets still point
  /// where they should.
  ///
  /// @param text the lines of the source
  /// @param number the line, counted from 1
  static String line(List<String> text, int number, List<Position> hidden) {
    String line = text.get(number - 1);
    int[] points = line.codePoints().toArray();
    for (Position value : hidden) {
      if (value.line() == number) {
        fill(points, value.column() - 1, value.column() - 1 + value.length());
      }
    }
    String masked = new String(points, 0, points.length);
    Pattern pattern = belowHeaders(text, number) ? HEADER : TELLING;
    Matcher matcher = pattern.matcher(masked);
    return matcher.find() ? masked(masked, matcher.start(2)) : masked;
  }

  private static String masked(String line, int from) {
    if (line.startsWith("${", from)) {
      return line;
    }
    int[] points = line.codePoints().toArray();
    fill(points, line.codePointCount(0, from), points.length);
    return new String(points, 0, points.length);
  }

  /// Whether the nearest line further out is `headers:`.
  private static boolean belowHeaders(List<String> text, int number) {
    int indent = indent(text.get(number - 1));
    for (int i = number - 2; i >= 0; i--) {
      String line = text.get(i);
      if (!line.isBlank() && indent(line) < indent) {
        return line.strip().startsWith("headers:");
      }
    }
    return false;
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }

  private static void fill(int[] points, int from, int to) {
    for (int i = Math.max(0, from); i < Math.min(to, points.length); i++) {
      points[i] = MASK;
    }
  }
}
