package io.tailrace.topology;

import java.util.concurrent.atomic.AtomicInteger;

/// How many requests are usually under way at the same time.
///
/// Most clients wait for an answer before they send again. Once as many requests have gathered as
/// were under way together lately, nobody is left who could send another, and waiting longer only
/// costs time. Databases commit groups of transactions by the same rule.
///
/// Arrivals are counted under the accumulator's lock, departures by any thread.
final class Crowd {
  private final long windowNanos;
  private final AtomicInteger underWay = new AtomicInteger();
  private int peak;
  private int peakBefore;
  private long windowEnd;

  /// Creates it.
  ///
  /// @param windowNanos for how long a peak counts at least; twice that at most
  Crowd(long windowNanos) {
    this.windowNanos = windowNanos;
  }

  /// A request came.
  void came(long nanos) {
    if (nanos - windowEnd >= 0) {
      peakBefore = nanos - windowEnd < windowNanos ? peak : 0;
      peak = 0;
      windowEnd = nanos + windowNanos;
    }
    peak = Math.max(peak, underWay.incrementAndGet());
  }

  /// A request was answered.
  void left() {
    underWay.decrementAndGet();
  }

  /// Whether all who are usually here wait already, and nobody is about to be answered.
  ///
  /// @param waiting how many requests have gathered
  boolean isComplete(int waiting) {
    return waiting >= underWay.get() && waiting >= Math.max(peak, peakBefore);
  }
}
