package io.tailrace.component;

import java.util.function.Consumer;

/// Where receivers hand in what they received.
///
/// Success is told only after every Kafka record of the request is acknowledged by all in-sync
/// replicas (or, in an agent that forwards, after the next hop accepted it).
public interface Intake {
  /// Offers one request. Never blocks, so that it may be called on an event loop; `done` is
  /// called exactly once, on any thread, and must not block either. The bytes must not be
  /// changed afterwards. Bytes that are no valid request of the signal are answered with {@link
  /// Outcome.Refused} and leave no trace.
  void offer(Payload request, Consumer<Outcome> done);
}
