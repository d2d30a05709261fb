package io.tailrace.topology;

import io.tailrace.component.Intake;
import io.tailrace.component.Outcome;
import io.tailrace.component.Payload;
import io.tailrace.config.ComponentId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// The intake of pipelines without Kafka. It stays while configurations come and go, and so does
/// its bound on what may be under way.
final class DirectIntake {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final long most;
  private final AtomicLong reserved = new AtomicLong();
  private volatile Passage passage = new Passage(Map.of());

  /// Creates an intake that leads nowhere yet.
  ///
  /// @param most how many bytes of requests may be under way; a larger single one may pass alone
  DirectIntake(long most) {
    this.most = most;
  }

  /// Leads requests another way from now on.
  ///
  /// @return the way before, which gets no more requests and may be ended
  Passage lead(Passage next) {
    Passage before = passage;
    passage = next;
    return before;
  }

  /// Ends the way that requests go; there is no other.
  void close() {
    passage.end(Duration.ZERO);
  }

  /// The intake of one receiver.
  Intake of(ComponentId receiver) {
    return (request, done) -> offer(new Source(receiver, request.signal()), request, done);
  }

  /// How many bytes of requests are under way.
  long reserved() {
    return reserved.get();
  }

  private void offer(Source source, Payload request, Consumer<Outcome> done) {
    int size = request.otlp().length;
    long before = reserved.getAndAdd(size);
    Consumer<Outcome> releasing =
        outcome -> {
          reserved.addAndGet(-size);
          done.accept(outcome);
        };
    if (before > 0 && before + size > most) {
      releasing.accept(new Outcome.Overloaded("the next hop does not keep up", SOON));
    } else if (!handOver(source, request, releasing)) {
      releasing.accept(new Outcome.Retry("the agent is stopping", SOON));
    }
  }

  /// A way that ends has been replaced before, unless it is the last one.
  private boolean handOver(Source source, Payload request, Consumer<Outcome> done) {
    Passage tried;
    do {
      tried = passage;
      if (tried.take(source, request, done)) {
        return true;
      }
    } while (!tried.equals(passage));
    return false;
  }
}
