package io.tailrace.config;

import java.util.Optional;

/// Finds `${…}` in a text by the Collector's rules.
final class Expressions {
  private Expressions() {}

  /// Returns the innermost expression that closes first. An odd number of `$` before its own `$`
  /// escapes it, and with it everything that follows.
  static Optional<String> first(String text) {
    int from = 0;
    while (true) {
      int close = text.indexOf('}', from);
      if (close < 0) {
        return Optional.empty();
      }
      int open = text.lastIndexOf("${", close);
      if (open < from) {
        from = close + 1;
        continue;
      }
      int dollars = 0;
      while (open - 1 - dollars >= from && text.charAt(open - 1 - dollars) == '$') {
        dollars++;
      }
      return dollars % 2 == 1 ? Optional.empty() : Optional.of(text.substring(open, close + 1));
    }
  }
}
