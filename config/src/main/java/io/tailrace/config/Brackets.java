package io.tailrace.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Finds a `[` or `{` that is never closed.
final class Brackets {
  private final Deque<Place> open = new ArrayDeque<>();

  private Brackets() {}

  /// A bracket and where it stands, counted from 0.
  record Place(char bracket, int line, int column) {}

  /// Returns the last bracket of the text that stays open.
  static Optional<Place> unclosed(String text) {
    Brackets brackets = new Brackets();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      brackets.line(line, number++);
    }
    return Optional.ofNullable(brackets.open.peek());
  }

  private void line(String line, int number) {
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
        continue;
      }
      switch (c) {
        case '"', '\'' -> quote = starts(line, i) ? c : 0;
        case '#' -> {
          if (i == 0 || line.charAt(i - 1) == ' ') {
            return;
          }
        }
        case '[', '{' -> {
          if (!open.isEmpty() || starts(line, i)) {
            open.push(new Place(c, number, line.codePointCount(0, i)));
          }
        }
        case ']', '}' -> open.poll();
        default -> {}
      }
    }
  }

  /// Whether a value starts here, so that a quote or a bracket is one.
  private static boolean starts(String line, int i) {
    String before = line.substring(0, i).stripTrailing();
    return before.isEmpty() || ":-,[{".indexOf(before.charAt(before.length() - 1)) >= 0;
  }
}
