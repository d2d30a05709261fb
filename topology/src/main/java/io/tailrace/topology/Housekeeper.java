package io.tailrace.topology;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does what must be done from time to time: keeps the books, trims, looks at sizes.
final class Housekeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeper.class);

  private final Chore[] chores;
  private final long[] due;
  private final Thread thread;

  /// Something to do.
  ///
  /// @param name what it is, for the log
  /// @param every how often
  record Chore(String name, Duration every, Work work) {}

  /// What a chore does.
  @FunctionalInterface
  interface Work {
    /// Does it.
    void run() throws ExecutionException, InterruptedException;
  }

  Housekeeper(Chore... chores) {
    this.chores = chores.clone();
    this.due = new long[chores.length];
    this.thread = Thread.ofVirtual().name("housekeeper").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        long wait = Long.MAX_VALUE;
        for (int i = 0; i < chores.length; i++) {
          long now = System.nanoTime();
          if (due[i] == 0 || now - due[i] >= 0) {
            attempt(chores[i]);
            due[i] = System.nanoTime() + chores[i].every().toNanos();
          }
          wait = Math.min(wait, due[i] - System.nanoTime());
        }
        Thread.sleep(Duration.ofNanos(Math.max(1_000_000, wait)));
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  private static void attempt(Chore chore) throws InterruptedException {
    try {
      chore.work().run();
    } catch (InterruptException e) {
      throw (InterruptedException) new InterruptedException().initCause(e);
    } catch (ExecutionException | KafkaException e) {
      LOG.warn("could not {}, trying again later: {}", chore.name(), Reason.of(e));
    }
  }

  /// Asks it to end and breaks off what it is doing; {@link #close} waits for that.
  void stop() {
    thread.interrupt();
  }

  @Override
  public void close() {
    stop();
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
