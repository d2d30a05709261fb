package io.tailrace.testkit;

import io.tailrace.component.Host;
import io.tailrace.component.Metrics;
import io.tailrace.config.ComponentId;
import io.tailrace.model.Signal;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A host for tests: all signals, a clock and extensions that the test chooses, metrics that it
/// can read.
public final class FakeHost implements Host {
  private final ComponentId id;
  private final InstantSource clock;
  private final FakeMetrics metrics = new FakeMetrics();
  private final Map<ComponentId, Object> extensions = new HashMap<>();

  /// Creates a host whose clock is the system's.
  public FakeHost(String type) {
    this(type, InstantSource.system());
  }

  /// Creates a host.
  public FakeHost(String type, InstantSource clock) {
    this.id = ComponentId.of(type);
    this.clock = clock;
  }

  /// Adds an extension under an id and returns this host.
  public FakeHost with(ComponentId extension, Object instance) {
    extensions.put(extension, instance);
    return this;
  }

  @Override
  public ComponentId id() {
    return id;
  }

  @Override
  public Set<Signal> signals() {
    return Set.of(Signal.values());
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public Metrics metrics() {
    return metrics;
  }

  /// What the component counted.
  public FakeMetrics counted() {
    return metrics;
  }

  @Override
  public <T> Optional<T> extension(ComponentId wanted, Class<T> type) {
    return Optional.ofNullable(extensions.get(wanted)).filter(type::isInstance).map(type::cast);
  }
}
