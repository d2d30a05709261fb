package io.tailrace.component;

/// What telemetry leaves through. The relay calls it, retries, bisects and keeps the books; the
/// exporter only sends and says what the backend answered.
public interface Exporter extends Lifecycle {
  /// Sends one payload and waits for the answer. Called on virtual threads, several at once up
  /// to the policy's concurrency; an interrupt ends the wait and counts as {@link
  /// Delivery.Retry}.
  Delivery export(Payload payload) throws InterruptedException;

  /// How the relay should treat it.
  DeliveryPolicy policy();
}
