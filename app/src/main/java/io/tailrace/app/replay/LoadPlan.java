package io.tailrace.app.replay;

import java.time.Duration;

/// How much to send and how fast.
///
/// @param items stop when so many items were handed to clients
/// @param limit stop after this time
/// @param rate items per second, 0 for as fast as they are acknowledged
/// @param workers how many clients send at the same time
/// @param persistent whether a refused request is sent again until it is acknowledged, as SDKs do
///     within their limits
public record LoadPlan(long items, Duration limit, double rate, int workers, boolean persistent) {
  private static final Duration LONG = Duration.ofDays(365);

  /// So many items, as fast as they are acknowledged.
  public static LoadPlan items(long items, int workers) {
    return new LoadPlan(items, LONG, 0, workers, true);
  }

  /// A fixed rate until the time is over.
  public static LoadPlan steady(double rate, Duration limit, int workers) {
    return new LoadPlan(Long.MAX_VALUE, limit, rate, workers, true);
  }
}
