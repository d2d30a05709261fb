package io.tailrace.topology;

import io.tailrace.component.Client;
import io.tailrace.component.Outcome;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A request that waits until Kafka has all its slices.
final class PendingRequest {
  private static final Logger LOG = LoggerFactory.getLogger(PendingRequest.class);
  private static final Duration SOON = Duration.ofSeconds(1);

  private final AtomicInteger open;
  private final AtomicReference<String> failure = new AtomicReference<>("");
  private final Outcome success;
  private final Client client;
  private final Consumer<Outcome> done;

  /// Creates it.
  ///
  /// @param slices how many must be settled
  /// @param success what it is answered when all are durable
  /// @param client who sent it, if a pipeline asks for that
  PendingRequest(int slices, Outcome success, Client client, Consumer<Outcome> done) {
    this.open = new AtomicInteger(slices);
    this.success = success;
    this.client = client;
    this.done = done;
  }

  Client client() {
    return client;
  }

  /// One slice is durable.
  void stored() {
    settle();
  }

  /// One slice could not be stored.
  void failed(String reason) {
    failure.compareAndSet("", reason);
    settle();
  }

  private void settle() {
    if (open.decrementAndGet() == 0) {
      String reason = failure.get();
      try {
        done.accept(reason.isEmpty() ? success : new Outcome.Retry(reason, SOON));
      } catch (RuntimeException e) {
        // Requests that share a record with it must be answered all the same.
        LOG.error("a receiver failed to answer its client", e);
      }
    }
  }
}
