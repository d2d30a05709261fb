package io.tailrace.extensions.health_check;

import java.time.Duration;

/// Writes durations as Go does, which those who read the answer expect.
final class GoDuration {
  private GoDuration() {}

  /// Returns text such as `1h2m3.5s`.
  static String of(Duration duration) {
    StringBuilder text = new StringBuilder();
    if (duration.toHours() > 0) {
      text.append(duration.toHours()).append('h');
    }
    if (duration.toMinutes() > 0) {
      text.append(duration.toMinutesPart()).append('m');
    }
    String fraction = "%09d".formatted(duration.toNanosPart()).replaceAll("0+$", "");
    return text.append(duration.toSecondsPart())
        .append(fraction.isEmpty() ? "" : "." + fraction)
        .append('s')
        .toString();
  }
}
