package io.tailrace.component.tls;

import io.tailrace.component.StartException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Something read from files that is read again when it is asked for after a while.
///
/// @param <T> what the files hold
final class Reloading<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);

  private final Source<T> source;
  private final InstantSource clock;
  private final Duration interval;
  private volatile T current;
  private volatile Instant due;

  /// Creates it.
  ///
  /// @param first what was read at start
  /// @param interval zero for never again
  Reloading(T first, Source<T> source, InstantSource clock, Duration interval) {
    this.current = first;
    this.source = source;
    this.clock = clock;
    this.interval = interval;
    this.due = clock.instant().plus(interval);
  }

  T get() {
    if (interval.isPositive() && !clock.instant().isBefore(due)) {
      due = clock.instant().plus(interval);
      try {
        current = source.read();
      } catch (StartException e) {
        LOG.warn("{}; what was read before stays in use", e.getMessage());
      }
    }
    return current;
  }

  /// Reads the files.
  ///
  /// @param <T> what the files hold
  interface Source<T> {
    T read() throws StartException;
  }
}
