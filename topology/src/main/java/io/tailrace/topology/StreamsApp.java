package io.tailrace.topology;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A Streams application that reads for a route. When it fails it is begun anew, later each time;
/// meanwhile it says why it does not run.
final class StreamsApp implements Reader {
  private static final Logger LOG = LoggerFactory.getLogger(StreamsApp.class);
  private static final Duration TO_CLOSE = Duration.ofSeconds(5);
  private static final long LEAST_PAUSE = Duration.ofSeconds(1).toNanos();
  private static final long MOST_PAUSE = Duration.ofSeconds(30).toNanos();
  private static final long LOOK = Duration.ofMillis(500).toNanos();

  private final Plan.Route route;
  private final boolean returning;
  private final Supplier<KafkaStreams> maker;
  private final Thread thread;
  private volatile boolean stopping;
  private volatile boolean leaving;
  private volatile Optional<String> trouble = Optional.empty();

  /// Creates an application.
  ///
  /// @param returning whether its place in the group is kept for it over a restart
  /// @param maker makes it, not started
  StreamsApp(Plan.Route route, boolean returning, Supplier<KafkaStreams> maker) {
    this.route = route;
    this.returning = returning;
    this.maker = maker;
    this.thread =
        Thread.ofPlatform().name("streams " + route.group()).daemon(true).unstarted(this::run);
  }

  @Override
  public Plan.Route route() {
    return route;
  }

  /// Why it does not run; empty while it does.
  Optional<String> trouble() {
    return trouble;
  }

  @Override
  public void start() {
    thread.start();
  }

  private void run() {
    try (var _ = route.logs()) {
      long pause = LEAST_PAUSE;
      while (!stopping) {
        long began = System.nanoTime();
        live();
        if (System.nanoTime() - began > 10 * pause) {
          pause = LEAST_PAUSE;
        }
        rest(pause);
        pause = Math.min(MOST_PAUSE, 2 * pause);
      }
    }
  }

  private void rest(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; !stopping && left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
  }

  private void live() {
    try (KafkaStreams streams = maker.get()) {
      streams.setUncaughtExceptionHandler(
          failure -> {
            failed(failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
          });
      streams.setStateListener(
          (now, _) -> {
            if (now == KafkaStreams.State.RUNNING) {
              trouble = Optional.empty();
            }
          });
      streams.start();
      while (!stopping && !ended(streams.state())) {
        LockSupport.parkNanos(this, LOOK);
      }
      streams.close(
          CloseOptions.timeout(TO_CLOSE)
              .withGroupMembershipOperation(
                  leaving || !returning
                      ? CloseOptions.GroupMembershipOperation.LEAVE_GROUP
                      : CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
    } catch (KafkaException e) {
      failed(e);
    }
  }

  private static boolean ended(KafkaStreams.State state) {
    return state == KafkaStreams.State.ERROR || state == KafkaStreams.State.NOT_RUNNING;
  }

  private void failed(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    trouble =
        Optional.of(
            "sampling %s of pipeline %s stands still: %s"
                .formatted(route.exporter().name(), route.pipeline(), reason));
    LOG.error("{} failed and begins anew at its position", route.group(), failure);
  }

  @Override
  public void full(boolean now) {
    // What is sampled makes room; nothing of it may be given up.
  }

  @Override
  public void stop() {
    stopping = true;
    LockSupport.unpark(thread);
  }

  @Override
  public void leave() {
    leaving = true;
    close();
  }

  @Override
  public void close() {
    stop();
    try {
      thread.join(TO_CLOSE.plusSeconds(2));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
