package io.tailrace.processors.tail_sampling;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// A W3C trace state, read by the rules of the specification: one that breaks them has no members.
///
/// @see <a href="https://www.w3.org/TR/trace-context-1/#tracestate-header">the specification</a>
final class TraceState {
  private static final int MOST_MEMBERS = 32;
  private static final int LONGEST_VALUE = 256;
  private static final int LONGEST_PAIR = 256;

  private final String key;
  private final Set<String> values;

  /// Creates the question whether a member has one of some values.
  TraceState(Predicate.HasState wanted) {
    key = wanted.key();
    values =
        Set.copyOf(
            wanted.values().stream()
                .filter(value -> utf8Length(key) + utf8Length(value) < LONGEST_PAIR)
                .distinct()
                .toList());
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /// Whether the trace state has the member with one of the values.
  boolean isIn(String text) {
    return values.contains(members(text).getOrDefault(key, ""));
  }

  /// The members by their keys, none if the text is no trace state.
  static Map<String, String> members(String text) {
    Map<String, String> members = new HashMap<>();
    for (String member : text.split(",", -1)) {
      if (member.isEmpty()) {
        continue;
      }
      int equals = member.indexOf('=');
      if (equals < 0) {
        return Map.of();
      }
      String name = stripLeading(member.substring(0, equals));
      String value = stripTrailing(member.substring(equals + 1));
      boolean fits = isKey(name) && isValue(value);
      if (!fits || members.put(name, value) != null || members.size() > MOST_MEMBERS) {
        return Map.of();
      }
    }
    return members;
  }

  private static String stripLeading(String text) {
    int start = 0;
    while (start < text.length() && isBlank(text.charAt(start))) {
      start++;
    }
    return text.substring(start);
  }

  private static String stripTrailing(String text) {
    int end = text.length();
    while (end > 0 && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isKey(String key) {
    int at = key.indexOf('@');
    if (at < 0) {
      return isName(key, 256, false);
    }
    return isName(key.substring(0, at), 241, true) && isName(key.substring(at + 1), 14, false);
  }

  private static boolean isName(String name, int longest, boolean digitFirst) {
    if (name.isEmpty() || name.length() > longest) {
      return false;
    }
    char first = name.charAt(0);
    boolean good = isLetter(first) || (digitFirst && isDigit(first));
    for (int i = 1; i < name.length() && good; i++) {
      char c = name.charAt(i);
      good = isLetter(c) || isDigit(c) || c == '_' || c == '-' || c == '*' || c == '/';
    }
    return good;
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isValue(String value) {
    if (value.isEmpty() || value.length() > LONGEST_VALUE || value.endsWith(" ")) {
      return false;
    }
    return value.chars().allMatch(c -> c >= ' ' && c <= '~' && c != ',' && c != '=');
  }
}
