package io.tailrace.exporters.debug;

import java.time.InstantSource;

/// Lets through the first few messages of each second, then every n-th.
final class Sampler {
  private final InstantSource clock;
  private final int initial;
  private final int thereafter;
  private long second;
  private long seen;

  Sampler(InstantSource clock, int initial, int thereafter) {
    this.clock = clock;
    this.initial = initial;
    this.thereafter = thereafter;
  }

  synchronized boolean admits() {
    long now = Math.floorDiv(clock.millis(), 1000L);
    if (now != second) {
      second = now;
      seen = 0;
    }
    seen++;
    return seen <= initial || (thereafter > 0 && (seen - initial) % thereafter == 0);
  }
}
