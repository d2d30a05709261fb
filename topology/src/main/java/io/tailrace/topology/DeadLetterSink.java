package io.tailrace.topology;

import java.time.Duration;

/// Where items go that a backend refuses for good.
@FunctionalInterface
interface DeadLetterSink {
  /// Keeps a piece; returns when that is durable.
  ///
  /// @param reason what the backend said, or what ran out
  /// @param failing for how long it was tried
  /// @return whether it is kept; if not, the caller tries again later
  boolean keep(Piece piece, String reason, Duration failing) throws InterruptedException;
}
