package io.tailrace.app;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// The ledger for whoever asks.
///
/// It is counted in Kafka once at a time, for all who wait meanwhile. They wait for some seconds
/// only: a Kafka that is away is given up much later, and whoever asks then wants to see what there
/// was.
final class SharedLedger {
  private final Callable<String> count;
  private final Supplier<String> last;
  private final Duration patience;
  private Future<String> underWay = CompletableFuture.completedFuture("");

  /// Creates one; nothing is counted before somebody asks.
  ///
  /// @param count counts it, as JSON; may take long and may fail
  /// @param last the ledger as it was some seconds ago, as JSON, without waiting
  /// @param patience how long somebody waits at most
  SharedLedger(Callable<String> count, Supplier<String> last, Duration patience) {
    this.count = count;
    this.last = last;
    this.patience = patience;
  }

  /// Returns the ledger as of now, or the last one while Kafka does not answer.
  String json() {
    try {
      return current().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException _) {
      return last.get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return last.get();
    }
  }

  private synchronized Future<String> current() {
    if (underWay.isDone()) {
      FutureTask<String> begun = new FutureTask<>(count);
      Thread.ofVirtual().name("ledger").start(begun);
      underWay = begun;
    }
    return underWay;
  }
}
