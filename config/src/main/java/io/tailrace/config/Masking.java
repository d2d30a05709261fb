package io.tailrace.config;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hides values in a quoted line.
///
/// What was bound is hidden by its option. This is for everything else, which is where mistakes
/// are: a secret below a misspelt key, in a part that cannot be read, inside of an address. It
/// rather hides too much.
final class Masking {
  private static final int MASK = '*';

  private static final Pattern KEY = Pattern.compile("([\\w.\\-]+)[\"']?\\s*:\\s+(?=\\S)");
  private static final Pattern VALUE =
      Pattern.compile("^\\s*(?:-\\s+)*(?:\\{?\\s*[\"']?[\\w.\\-]+[\"']?\\s*:\\s+)?(?=\\S)");
  private static final Pattern TELLING =
      Pattern.compile(
          "(?i).*(headers|password|passwd|secret|token|api[_-]?key|authorization|credential|cookie"
              + "|_pem).*");

  /// What a misspelt key may have been meant for.
  private static final List<String> SECRETS =
      List.of(
          "headers",
          "response_headers",
          "password",
          "secret",
          "client_secret",
          "token",
          "bearer_token",
          "api_key",
          "authorization",
          "credentials",
          "ca_pem",
          "cert_pem",
          "key_pem",
          "htpasswd");

  /// The user of an address, with the password.
  private static final Pattern USER = Pattern.compile("(?<=://)[^/@\\s]+(?=@)");

  private Masking() {}

  /// Returns a line with every hidden value on it replaced by asterisks, so that carets still point
  /// where they should.
  ///
  /// @param text the lines of the source
  /// @param number the line, counted from 1
  static String line(List<String> text, int number, List<Position> hidden) {
    int[] points = text.get(number - 1).codePoints().toArray();
    for (Position value : hidden) {
      if (value.line() == number) {
        fill(points, value.column() - 1, value.column() - 1 + value.length());
      }
    }
    String line = new String(points, 0, points.length);
    Matcher user = USER.matcher(line);
    while (user.find()) {
      fill(points, points(line, user.start()), points(line, user.end()));
    }
    int secret = below(text, number) ? value(line) : afterTellingKey(line);
    if (secret >= 0 && !isReference(line.substring(secret))) {
      fill(points, points(line, secret), points.length);
    }
    return new String(points, 0, points.length);
  }

  /// Returns a text without the users of addresses.
  static String text(String text) {
    return USER.matcher(text).replaceAll("***");
  }

  /// Whether a value is an expression that names where a secret is, without a default that is one.
  private static boolean isReference(String value) {
    return value.startsWith("${") && !value.contains(":-");
  }

  private static int value(String line) {
    Matcher value = VALUE.matcher(line);
    return value.find() ? value.end() : -1;
  }

  private static int afterTellingKey(String line) {
    Matcher key = KEY.matcher(line);
    while (key.find()) {
      if (isTelling(key.group(1))) {
        return key.end();
      }
    }
    return -1;
  }

  private static boolean isTelling(String key) {
    return TELLING.matcher(key).matches() || Suggestion.of(key, SECRETS).isPresent();
  }

  /// Whether any line further out, up to the outermost, has a key that gives away what is below.
  private static boolean below(List<String> text, int number) {
    int indent = indent(text.get(number - 1));
    for (int i = number - 2; i >= 0 && indent > 0; i--) {
      String line = text.get(i);
      if (!line.isBlank() && indent(line) < indent) {
        indent = indent(line);
        String content = line.strip();
        int colon = content.indexOf(':');
        if (colon > 0 && isTelling(content.substring(0, colon))) {
          return true;
        }
      }
    }
    return false;
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }

  private static int points(String line, int index) {
    return line.codePointCount(0, index);
  }

  private static void fill(int[] points, int from, int to) {
    for (int i = Math.max(0, from); i < Math.min(to, points.length); i++) {
      points[i] = MASK;
    }
  }
}
