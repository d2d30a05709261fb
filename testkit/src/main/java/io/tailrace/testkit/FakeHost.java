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

/// A host for tests: all signals unless the test chooses one, a clock and extensions of its choice,
/// metrics that it can read.
public final class FakeHost implements Host {
  private final ComponentId id;
  private final InstantSource clock;
  private final FakeMetrics metrics = new FakeMetrics();
  private final Map<ComponentId, Object> extensions = new HashMap<>();
  private Set<Signal> signals = Set.of(Signal.values());

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

  /// Makes the component one of pipelines of one signal only, and returns this host.
  public FakeHost only(Signal signal) {
    signals = Set.of(signal);
    return this;
  }

  @Override
  public Set<Signal> signals() {
    return signals;
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
