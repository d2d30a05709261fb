package io.tailrace.broker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// How fast free space disappears, over about a minute.
final class Runway {
  private static final long STEP = TimeUnit.SECONDS.toNanos(5);
  private static final int STEPS = 12;
  private static final Duration LONGEST = Duration.ofDays(365);

  private record Sample(long nanos, long free) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  void add(long nanos, long free) {
    Sample last = samples.peekLast();
    if (last == null || nanos - last.nanos >= STEP) {
      samples.addLast(new Sample(nanos, free));
      if (samples.size() > STEPS) {
        samples.removeFirst();
      }
    }
  }

  /// How long so many bytes last; empty while too little is known, or nothing disappears.
  Optional<Duration> of(long bytes) {
    if (samples.size() < 2) {
      return Optional.empty();
    }
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    if (last.free >= first.free) {
      return Optional.empty();
    }
    double perNano = (double) (first.free - last.free) / (last.nanos - first.nanos);
    double nanos = Math.max(0, bytes) / perNano;
    return Optional.of(nanos >= LONGEST.toNanos() ? LONGEST : Duration.ofNanos((long) nanos));
  }
}
