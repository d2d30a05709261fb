package io.tailrace.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as Go writes them: `1h2m3s4ms`, `1.5h`, `250µs`, `0`.
final class GoDuration {
  private static final String NUMBER = "(\\d++(?:\\.\\d*+)?|\\.\\d++)";
  private static final Pattern PART = Pattern.compile(NUMBER + "(ns|us|µs|μs|ms|s|m|h)");
  private static final BigDecimal LIMIT = BigDecimal.valueOf(Long.MAX_VALUE);

  private GoDuration() {}

  /// Returns the duration; empty if the text is none, or is longer than Go can say (292 years).
  static Optional<Duration> parse(String text) {
    boolean signed = text.startsWith("-") || text.startsWith("+");
    String body = signed ? text.substring(1) : text;
    if (body.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    Matcher part = PART.matcher(body);
    BigDecimal nanos = BigDecimal.ZERO;
    int end = 0;
    while (end < body.length() && part.region(end, body.length()).lookingAt()) {
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(unit(part.group(2))));
      end = part.end();
    }
    if (body.isEmpty() || end < body.length() || nanos.compareTo(LIMIT) > 0) {
      return Optional.empty();
    }
    Duration duration = Duration.ofNanos(nanos.longValue());
    return Optional.of(text.startsWith("-") ? duration.negated() : duration);
  }

  private static BigDecimal unit(String name) {
    return BigDecimal.valueOf(
        switch (name) {
          case "ns" -> 1L;
          case "us", "µs", "μs" -> 1_000L;
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "m" -> 60_000_000_000L;
          default -> 3_600_000_000_000L;
        });
  }

  /// Writes a duration with its largest units: `1h30m`, `250ms`.
  static String print(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    long nanos = duration.abs().toNanos();
    String text = "";
    long[] sizes = {3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L, 1_000_000L, 1_000L, 1L};
    String[] names = {"h", "m", "s", "ms", "us", "ns"};
    for (int i = 0; i < sizes.length; i++) {
      if (nanos >= sizes[i]) {
        text += nanos / sizes[i] + names[i];
        nanos %= sizes[i];
      }
    }
    return duration.isNegative() ? "-" + text : text;
  }
}
