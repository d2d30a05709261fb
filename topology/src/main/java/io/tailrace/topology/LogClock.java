package io.tailrace.topology;

/// The time of a partition's log in milliseconds: it starts with the time at which a log began,
/// and goes on by as much as the append times of its records do.
///
/// It never goes back. Where a broker's clock is set back it stands still for one record and then
/// goes on, so that nothing waits for the clock to catch up; where it is set forward it jumps, as
/// after a silence, from which that cannot be told. While there is nothing to read it follows the
/// time that passes here, which is never more than what passed at the broker since it stamped the
/// last record.
final class LogClock {
  /// Stands for an append time that is not known.
  static final long UNKNOWN = -1;

  private static final long NANOS = 1_000_000;

  private long time;
  private long base;
  private long appended;
  private long read;

  /// Starts a clock.
  ///
  /// @param time what it shows
  /// @param appended what the broker stamped the record with that was appended then, {@link
  ///     #UNKNOWN} where that is the record to be read first
  /// @param nanos the time here when that record was read, in nanoseconds
  LogClock(long time, long appended, long nanos) {
    this.time = time;
    this.base = time;
    this.appended = appended;
    this.read = nanos;
  }

  /// Returns the time at a record, which is read now.
  ///
  /// @param stamp the record's append time
  /// @param nanos the time here
  long read(long stamp, long nanos) {
    base += appended == UNKNOWN ? 0 : Math.max(0, stamp - appended);
    time = Math.max(time, base);
    base = time;
    appended = stamp;
    read = nanos;
    return time;
  }

  /// Returns the time when there was nothing more to read.
  ///
  /// @param nanos when that was, by the time here
  long idle(long nanos) {
    time = Math.max(time, base + (nanos - read) / NANOS);
    return time;
  }

  /// What it shows.
  long time() {
    return time;
  }

  /// What the broker stamped the last record with.
  long appended() {
    return appended;
  }
}
