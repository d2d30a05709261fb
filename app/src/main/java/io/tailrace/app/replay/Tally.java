package io.tailrace.app.replay;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// What clients were told, counted while they send.
public final class Tally {
  private static final long LONGEST_MICROS = 3_600_000_000L;

  private final IdSet acknowledged = new IdSet();
  private final LongAdder requests = new LongAdder();
  private final LongAdder refusals = new LongAdder();
  private final LongAdder givenUp = new LongAdder();
  private final AtomicLong underWay = new AtomicLong();
  private final AtomicReference<String> lastRefusal = new AtomicReference<>("");
  private final ConcurrentHistogram micros = new ConcurrentHistogram(LONGEST_MICROS, 3);

  void begins() {
    underWay.incrementAndGet();
  }

  void refused(Answer answer) {
    refusals.increment();
    lastRefusal.set(answer.detail());
  }

  void acknowledged(Request request, long nanos) {
    underWay.decrementAndGet();
    acknowledged.addAll(request.ids());
    requests.increment();
    micros.recordValue(Math.clamp(nanos / 1000, 0, LONGEST_MICROS));
  }

  void givesUp(Request request) {
    underWay.decrementAndGet();
    givenUp.add(request.items());
  }

  /// The identities of all acknowledged items.
  public IdSet acknowledged() {
    return acknowledged;
  }

  /// How many requests were acknowledged.
  public long requests() {
    return requests.sum();
  }

  /// How many attempts were refused or failed, whether or not a later one succeeded.
  public long refusals() {
    return refusals.sum();
  }

  /// What the last refusal said, empty when there was none.
  public String lastRefusal() {
    return lastRefusal.get();
  }

  /// How many items nobody will send again although they were never acknowledged.
  public long givenUp() {
    return givenUp.sum();
  }

  /// How many requests wait for their acknowledgement now.
  public long underWay() {
    return underWay.get();
  }

  /// How long acknowledged requests took in microseconds. With a fixed rate the time counts from
  /// the moment at which a request was due, so that a stalled server cannot hide the requests
  /// that it kept from being sent (coordinated omission).
  public Histogram micros() {
    return micros.copy();
  }
}
