package io.tailrace.component;

/// What telemetry leaves through. The relay calls it, retries, bisects and keeps the books; the
/// exporter only sends and says what the backend answered.
public interface Exporter extends Lifecycle {
  /// Sends one payload and waits for the answer. Called on virtual threads, several at once up
  /// to the policy's concurrency; an interrupt ends the wait and counts as {@link
  /// Delivery.Retry}.
  Delivery export(Payload payload) throws InterruptedException;

  /// Headers of requests that it wants to know: receivers keep them, the items of a payload agree
  /// in them, and {@link Payload#origins} has them. Asked before it is started.
  default MetadataKeys reads() {
    return MetadataKeys.NONE;
  }

  /// How the relay should treat it. Asked before it is started.
  DeliveryPolicy policy();
}
