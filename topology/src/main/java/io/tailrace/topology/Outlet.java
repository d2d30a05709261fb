package io.tailrace.topology;

import io.tailrace.component.Delivery;
import io.tailrace.component.DeliveryPolicy;
import io.tailrace.component.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way out of one route: bounds what is under way, counts it, and treats failures as the
/// backend's policy says.
final class Outlet {
  private static final Logger LOG = LoggerFactory.getLogger(Outlet.class);
  private static final long LOG_EVERY_NANOS = Duration.ofSeconds(30).toNanos();
  private static final Duration MORE_THAN_A_HICCUP = Duration.ofSeconds(10);
  private static final long MOST_BYTES = 32L << 20;

  private final Plan.Route route;
  private final Backend backend;
  private final DeliveryPolicy policy;
  private final ExportMeter meter;
  private final Timing timing;
  private final Rate rate;
  private final Splitting splitting;
  private final DeadLetterSink deadLetters;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger window;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong logged;
  private final int maxItems;
  private volatile boolean expiring;
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  /// What an outlet works with besides its backend.
  ///
  /// @param maxItems the most items of a request; 0 for no bound
  record Tools(
      ExportMeter meter,
      Timing timing,
      Splitting splitting,
      DeadLetterSink deadLetters,
      int maxItems) {}

  Outlet(Plan.Route route, Backend backend, Tools tools) {
    this.route = route;
    this.backend = backend;
    this.policy = backend.policy();
    this.meter = tools.meter();
    this.timing = tools.timing();
    this.splitting = tools.splitting();
    this.deadLetters = tools.deadLetters();
    this.maxItems = tools.maxItems();
    this.rate = new Rate(policy.maxRate(), timing);
    this.window = new AtomicInteger(Math.max(1, policy.concurrency()));
    this.logged = new AtomicLong(timing.nanos().getAsLong() - LOG_EVERY_NANOS);
  }

  /// Whether another request may be begun.
  boolean hasRoom() {
    int underWay = requests.get();
    return underWay == 0 || (underWay < window.get() && bytes.get() < MOST_BYTES);
  }

  boolean isIdle() {
    return requests.get() == 0;
  }

  /// Begins a request.
  ///
  /// @param ended runs when it has ended, in whatever way
  void begin(List<Piece> pieces, Runnable ended) {
    long size = 0;
    for (Piece piece : pieces) {
      size += piece.payload().otlp().length;
    }
    long held = size;
    requests.incrementAndGet();
    bytes.addAndGet(held);
    meter.began();
    Thread thread =
        Thread.ofVirtual()
            .name("export " + route.exporter())
            .unstarted(
                () -> {
                  try (var _ = route.logs()) {
                    new Shipment(this, pieces).run();
                  } catch (InterruptedException _) {
                    // What did not leave is read again by whoever has the partition next.
                  } finally {
                    bytes.addAndGet(-held);
                    requests.decrementAndGet();
                    meter.ended();
                    threads.remove(Thread.currentThread());
                    ended.run();
                  }
                });
    threads.add(thread);
    thread.start();
  }

  /// Ends everything that is under way.
  void interrupt() {
    threads.forEach(Thread::interrupt);
  }

  Backend.Request request(List<Piece> pieces) {
    return backend.request(pieces);
  }

  /// Sends a request, at the rate that is allowed.
  Delivery send(Backend.Request request, int items) throws InterruptedException {
    rate.acquire(items);
    try {
      return request.send();
    } catch (RuntimeException e) {
      LOG.error("exporter {} failed in a way that it should not", route.exporter(), e);
      return new Delivery.Retry("the exporter failed: " + e, Duration.ZERO);
    }
  }

  Backoff backoff() {
    return new Backoff(policy.retry(), timing.random());
  }

  long nanos() {
    return timing.nanos().getAsLong();
  }

  ExportMeter meter() {
    return meter;
  }

  List<Payload> split(Payload payload, int maxItems) {
    return splitting.split(payload, maxItems);
  }

  /// Cuts a piece that is larger than any request may be.
  List<Piece> cut(Piece piece) {
    if (maxItems == 0 || piece.payload().items() <= maxItems) {
      return List.of(piece);
    }
    List<Piece> parts = new ArrayList<>();
    for (Payload part : splitting.split(piece.payload(), maxItems)) {
      piece.segment().open();
      parts.add(new Piece(piece.segment(), part, ""));
    }
    piece.segment().close();
    return parts;
  }

  /// Says whether items that cannot be sent are given up, because there is no room for them and
  /// the policy says so.
  void expire(boolean full) {
    expiring = full && policy.whenFull() == DeliveryPolicy.WhenFull.EXPIRE;
  }

  boolean expiring() {
    return expiring;
  }

  /// Whether a request that has been failing for so long is given up.
  boolean givesUp(Duration failing) {
    Optional<Duration> most = policy.retry().maxElapsedTime().filter(time -> !time.isZero());
    return !policy.retry().enabled()
        || most.filter(time -> failing.compareTo(time) > 0).isPresent();
  }

  /// Waits before a request is sent again. Fewer requests are begun from now on.
  void pause(Duration duration) throws InterruptedException {
    window.updateAndGet(now -> Math.max(1, now / 2));
    meter.retried();
    timing.sleep().sleep(duration);
  }

  /// A request succeeded: as many again may be begun, which after an outage starts slowly.
  void succeeded() {
    int most = Math.max(1, policy.concurrency());
    if (window.get() < most) {
      window.updateAndGet(now -> Math.min(most, now * 2));
    }
  }

  void unreachable(String reason) {
    meter.unreachable();
    if (mayLog()) {
      LOG.warn(
          "exporter {} of pipeline {} cannot use its endpoint and keeps trying: {}",
          route.exporter(),
          route.pipeline(),
          reason);
    }
  }

  /// Says that the backend keeps items waiting, once it has done so for a while.
  void waiting(Duration failing, String reason) {
    if (failing.compareTo(MORE_THAN_A_HICCUP) >= 0 && mayLog()) {
      LOG.warn(
          "exporter {} of pipeline {} has been trying for {} s and goes on, what waits is kept: {}",
          route.exporter(),
          route.pipeline(),
          failing.toSeconds(),
          reason);
    }
  }

  void partial(Delivery.Partial partial) {
    if (mayLog()) {
      LOG.warn(
          "the backend of exporter {} left out {}: {}",
          route.exporter(),
          route.signal().count(partial.rejected()),
          partial.reason());
    }
  }

  /// Moves a piece to the dead letters, for as long as it takes: until it is there, the position
  /// stays before it.
  void bury(Piece piece, String reason, Duration failing) throws InterruptedException {
    Backoff backoff = backoff();
    while (!deadLetters.keep(piece, reason, failing)) {
      timing.sleep().sleep(backoff.next(Duration.ZERO));
    }
    meter.deadLettered(piece.payload().items());
    if (mayLog()) {
      LOG.warn(
          "exporter {} of pipeline {}: {} went to the dead letters: {}",
          route.exporter(),
          route.pipeline(),
          route.signal().count(piece.payload().items()),
          reason);
    }
  }

  /// Ends what its backend has for this route alone. Nothing may be under way.
  void close() {
    backend.close();
  }

  private boolean mayLog() {
    long now = nanos();
    long last = logged.get();
    return now - last >= LOG_EVERY_NANOS && logged.compareAndSet(last, now);
  }
}
