package io.tailrace.topology;

import io.tailrace.component.RetryConfig;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/// The intervals between repetitions of one request.
final class Backoff {
  private final RetryConfig config;
  private final DoubleSupplier random;
  private double interval;

  Backoff(RetryConfig config, DoubleSupplier random) {
    this.config = config;
    this.random = random;
    this.interval = (double) config.initialInterval().toNanos();
  }

  /// The next interval.
  ///
  /// @param least what the backend asked for
  Duration next(Duration least) {
    double spread = config.randomizationFactor() * (2 * random.getAsDouble() - 1);
    long nanos = (long) (interval * (1 + spread));
    interval = Math.min(interval * config.multiplier(), (double) config.maxInterval().toNanos());
    Duration chosen = Duration.ofNanos(Math.max(0, nanos));
    return chosen.compareTo(least) < 0 ? least : chosen;
  }
}
