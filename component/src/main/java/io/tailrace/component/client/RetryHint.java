package io.tailrace.component.client;

import java.time.Duration;

/// How long a server asks to wait.
final class RetryHint {
  /// A server that asks for more is asked again after this: its clock or its counter is wrong
  /// more often than it means it.
  private static final Duration LONGEST = Duration.ofHours(1);

  private RetryHint() {}

  static Duration bounded(Duration asked) {
    if (asked.isNegative()) {
      return Duration.ZERO;
    }
    return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
  }
}
