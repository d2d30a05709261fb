package io.tailrace.testkit;

import io.tailrace.component.Histogram;
import io.tailrace.component.Metrics;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/// Metrics that a test reads back.
public final class FakeMetrics implements Metrics {
  private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();
  private final Map<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();

  @Override
  public LongAdder counter(String name, String help, String... labels) {
    return counters.computeIfAbsent(key(name, labels), _ -> new LongAdder());
  }

  @Override
  public void gauge(String name, String help, DoubleSupplier value, String... labels) {
    gauges.put(key(name, labels), value);
  }

  @Override
  public Histogram histogram(String name, String help, String... labels) {
    LongAdder values = counter(name, help, labels);
    return _ -> values.increment();
  }

  @Override
  public void remove(String... labels) {
    List<String> wanted = Arrays.asList(labels);
    counters.keySet().removeIf(key -> wanted.stream().allMatch(key::contains));
    gauges.keySet().removeIf(key -> wanted.stream().allMatch(key::contains));
  }

  /// Returns the count of a name and labels, 0 if nothing was counted.
  public long count(String name, String... labels) {
    return Optional.ofNullable(counters.get(key(name, labels))).map(LongAdder::sum).orElse(0L);
  }

  /// Returns the count of a name over all labels.
  public long total(String name) {
    return counters.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(name + "["))
        .mapToLong(entry -> entry.getValue().sum())
        .sum();
  }

  /// Returns the value of a gauge, NaN if there is none.
  public double value(String name, String... labels) {
    return Optional.ofNullable(gauges.get(key(name, labels)))
        .map(DoubleSupplier::getAsDouble)
        .orElse(Double.NaN);
  }

  private static String key(String name, String... labels) {
    return name + Arrays.toString(labels);
  }
}
