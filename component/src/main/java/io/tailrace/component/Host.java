package io.tailrace.component;

import io.tailrace.config.ComponentId;
import io.tailrace.model.Signal;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/// What the process hands to a component when it makes one.
public interface Host {
  /// The component's id as the file spells it.
  ComponentId id();

  /// The signals of the pipelines that name the component.
  Set<Signal> signals();

  /// The clock. Components read no other.
  InstantSource clock();

  /// The counters and gauges of the process.
  Metrics metrics();

  /// Returns the extension that a configuration names, if it is configured, listed in
  /// `service.extensions`, and of the wanted type.
  <T> Optional<T> extension(ComponentId id, Class<T> type);

  /// The process as its extensions may see it.
  default Service service() {
    return Service.IDLE;
  }
}
