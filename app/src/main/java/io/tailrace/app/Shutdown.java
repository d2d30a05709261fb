package io.tailrace.app;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/// The end that a signal asks for, at whatever moment: while the process starts, runs or reloads.
///
/// A start or a reload is interrupted, because it may wait for a Kafka that is away. From the
/// signal on a clock runs: what has not ended in time is left as a kill would leave it, which
/// loses nothing that was acknowledged.
final class Shutdown {
  /// The time to end in is ten seconds, of which the machine may take some for itself.
  private static final Duration AT_MOST = Duration.ofMillis(8_500);

  private final IntConsumer end;
  private final CountDownLatch done = new CountDownLatch(1);
  private Optional<Thread> working = Optional.empty();
  private boolean asked;

  /// Creates the end of this process.
  Shutdown() {
    this(Runtime.getRuntime()::halt);
  }

  /// Creates one.
  ///
  /// @param end ends the process at once with an exit code
  Shutdown(IntConsumer end) {
    this.end = end;
  }

  /// Something that a signal interrupts.
  ///
  /// @param <E> how it fails
  @FunctionalInterface
  interface Work<E extends Exception> {
    /// Does it.
    void run() throws E;
  }

  /// Ends the process at a signal that comes while nothing has to be ended in order yet, as long as
  /// nobody else listens to it.
  static void beforeAnythingStarts() {
    Signals.on("TERM", () -> Runtime.getRuntime().halt(ExitCode.SUCCESS));
    Signals.on("INT", () -> Runtime.getRuntime().halt(ExitCode.SUCCESS));
  }

  /// Takes a signal. The first one asks, the second one does not wait for the answer; when
  /// everything has ended, none changes how.
  synchronized void ask() {
    if (done.getCount() == 0) {
      return;
    }
    if (asked) {
      halt("ending at once", ExitCode.FAILURE);
      return;
    }
    asked = true;
    Thread.ofPlatform().name("shutdown").daemon(true).start(this::await);
    working.ifPresent(Thread::interrupt);
  }

  synchronized boolean asked() {
    return asked;
  }

  /// Does something on this thread unless the end was asked for; from then on its failure does
  /// not matter.
  ///
  /// @throws E if it fails while nobody wants it to end
  <E extends Exception> void unlessAsked(Work<E> work) throws E {
    synchronized (this) {
      if (asked) {
        return;
      }
      working = Optional.of(Thread.currentThread());
    }
    try {
      work.run();
    } catch (Exception e) {
      if (!asked()) {
        throw e;
      }
    } finally {
      synchronized (this) {
        working = Optional.empty();
        boolean _ = Thread.interrupted();
      }
    }
  }

  /// Says that everything has ended.
  void done() {
    done.countDown();
  }

  private void await() {
    try {
      if (!done.await(AT_MOST.toMillis(), TimeUnit.MILLISECONDS)) {
        halt("the clean stop took too long, ending now", ExitCode.SUCCESS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("SystemOut") // The last words must not depend on a logger that may be stuck.
  private void halt(String why, int code) {
    System.err.println("tailrace: " + why + "; nothing acknowledged is lost");
    end.accept(code);
  }
}
