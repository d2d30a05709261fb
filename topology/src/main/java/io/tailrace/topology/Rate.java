package io.tailrace.topology;

import java.time.Duration;

/// Lets at most so many items pass in a second; a request that is larger than a second's worth
/// makes those after it wait.
final class Rate {
  private final double perSecond;
  private final Timing timing;
  private long free;

  /// Creates it.
  ///
  /// @param perSecond items a second; 0 for no bound
  Rate(double perSecond, Timing timing) {
    this.perSecond = perSecond;
    this.timing = timing;
    this.free = timing.nanos().getAsLong();
  }

  /// Waits until so many items may pass.
  void acquire(int items) throws InterruptedException {
    if (perSecond <= 0) {
      return;
    }
    long wait = reserve(items);
    if (wait > 0) {
      timing.sleep().sleep(Duration.ofNanos(wait));
    }
  }

  private synchronized long reserve(int items) {
    long now = timing.nanos().getAsLong();
    free = Math.max(free, now);
    long wait = free - now;
    free += (long) (items / perSecond * 1e9);
    return wait;
  }
}
