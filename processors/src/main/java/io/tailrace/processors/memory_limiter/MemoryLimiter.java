package io.tailrace.processors.memory_limiter;

import io.tailrace.component.Admission;
import io.tailrace.component.Factory;
import io.tailrace.component.Host;
import io.tailrace.component.Payload;
import io.tailrace.component.Processor;
import io.tailrace.model.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

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
          (config, host) -> new MemoryLimiter(config, host, Heap.OWN));

  private static final long MIB = 1024 * 1024;

  private final MemoryLimiterConfig config;
  private final Host host;
  private final Heap heap;
  private final Map<Signal, Counts> counts = new ConcurrentHashMap<>();
  private final AtomicReference<Measured> last =
      new AtomicReference<>(new Measured(Instant.MIN, Optional.empty()));

  MemoryLimiter(MemoryLimiterConfig config, Host host, Heap heap) {
    this.config = config;
    this.host = host;
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
  public Optional<String> refusal(Payload request) {
    Optional<String> refusal = refusal();
    counts
        .computeIfAbsent(request.signal(), this::counts)
        .of(refusal.isPresent())
        .add(request.items());
    return refusal;
  }

  private Optional<String> refusal() {
    Measured known = last.get();
    Instant now = host.clock().instant();
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

  private Counts counts(Signal signal) {
    String name = "otelcol_processor_memory_limiter_%s_" + signal.items();
    String[] labels = {"processor", host.id().toString()};
    return new Counts(
        host.metrics()
            .counter(name.formatted("accepted"), "Items that memory_limiter let in.", labels),
        host.metrics()
            .counter(name.formatted("refused"), "Items that memory_limiter turned away.", labels));
  }

  /// What came of the items of a signal.
  private record Counts(LongAdder accepted, LongAdder refused) {
    LongAdder of(boolean refusing) {
      return refusing ? refused : accepted;
    }
  }

  private record Measured(Instant at, Optional<String> refusal) {}
}
