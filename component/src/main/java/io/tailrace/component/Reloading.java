package io.tailrace.component;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Something read from files that is read again when it is asked for after a while. When that
/// fails, what was read before stays in use and a warning says why.
///
/// @param <T> what the files hold
public final class Reloading<T> {
  /// How soon a change is seen of files that are watched.
  public static final Duration SOON = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);

  private final Source<T> source;
  private final InstantSource clock;
  private final Duration interval;
  private volatile T current;
  private volatile Instant due;

  private Reloading(T first, Source<T> source, InstantSource clock, Duration interval) {
    this.current = first;
    this.source = source;
    this.clock = clock;
    this.interval = interval;
    this.due = clock.instant().plus(interval);
  }

  /// Reads the files for the first time.
  ///
  /// @param interval how old what was read may be; zero for as old as it gets
  /// @throws StartException when they cannot be read, or do not hold what they should
  public static <T> Reloading<T> open(Source<T> source, InstantSource clock, Duration interval)
      throws StartException {
    return new Reloading<>(source.read(), source, clock, interval);
  }

  /// Returns what the files hold, or held when they could last be read.
  public T get() {
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
  @FunctionalInterface
  public interface Source<T> {
    /// Returns what they hold now.
    ///
    /// @throws StartException when they cannot be read, or do not hold what they should
    T read() throws StartException;
  }
}
