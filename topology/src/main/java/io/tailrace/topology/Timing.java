package io.tailrace.topology;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/// Time and chance as a relay sees them.
///
/// @param nanos a clock that never jumps, in nanoseconds
/// @param sleep waits
/// @param random a number from 0 to 1
record Timing(LongSupplier nanos, Sleep sleep, DoubleSupplier random) {
  /// The system's.
  static final Timing SYSTEM =
      new Timing(System::nanoTime, Thread::sleep, () -> ThreadLocalRandom.current().nextDouble());

  /// Waits.
  @FunctionalInterface
  interface Sleep {
    /// Waits for a while.
    void sleep(Duration duration) throws InterruptedException;
  }
}
