package io.tailrace.processors.memory_limiter;

import io.tailrace.component.Admission;
import io.tailrace.component.Factory;
import io.tailrace.component.Payload;
import io.tailrace.component.Processor;
import io.tailrace.model.Signal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/// Makes receivers refuse, retryably, while the heap is nearly full. What was taken already
/// passes: it is in Kafka and needs no protection.
///
/// The heap is measured when the first request after `check_interval` asks, so that an idle
/// process measures nothing.
public final class MemoryLimiter implements Processor, Admission {
  /// The processor `memory_limiter`.
  public static final Factory<MemoryLimiterConfig> FACTORY =
      Factory.processor(
          "memory_limiter",
          List.of(),
          Set.of(Signal.values()),
          MemoryLimiterConfig.class,
          (config, host) -> new MemoryLimiter(config, host.clock(), Heap.OWN));

  private static final long MIB = 1024 * 1024;

  private final MemoryLimiterConfig config;
  private final InstantSource clock;
  private final Heap heap;
  private final AtomicReference<Measured> last =
      new AtomicReference<>(new Measured(Instant.MIN, Optional.empty()));

  MemoryLimiter(MemoryLimiterConfig config, InstantSource clock, Heap heap) {
    this.config = config;
    this.clock = clock;
    this.heap = heap;
  }

  @Override
  public Payload process(Payload payload) {
    return payload;
  }

  @Override
  public Admission admission() {
    return this;
  }

  @Override
  public Optional<String> refusal() {
    Measured known = last.get();
    Instant now = clock.instant();
    boolean due =
        known.at().equals(Instant.MIN) || !now.isBefore(known.at().plus(config.checkInterval()));
    if (due) {
      Measured fresh = new Measured(now, measure());
      if (last.compareAndSet(known, fresh)) {
        return fresh.refusal();
      }
    }
    return known.refusal();
  }

  private Optional<String> measure() {
    long used = heap.used();
    long soft = config.softLimit(heap.most());
    return used <= soft
        ? Optional.empty()
        : Optional.of(
            "data refused due to high memory usage: %d MiB of heap in use, memory_limiter allows %d"
                .formatted(used / MIB, soft / MIB));
  }

  private record Measured(Instant at, Optional<String> refusal) {}
}
