package io.tailrace.topology;

import io.tailrace.component.Exporter;
import io.tailrace.component.Processor;
import io.tailrace.component.sampling.TraceSampler;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.model.Signal;
import java.util.Set;

/// Makes the components of the pipelines from their factories; the assembly of the process gives
/// it, because it alone knows all components.
public interface Parts {
  /// Returns an exporter that is not started.
  ///
  /// @param signals the signals of the pipelines that name it
  Exporter exporter(Configuration.Configured configured, Set<Signal> signals);

  /// Returns a processor that is not started, for one pipeline.
  Processor processor(Configuration.Configured configured, ComponentId pipeline, Signal signal);

  /// Whether a processor decides about whole traces, and so ends a topology.
  default boolean samples(Configuration.Configured configured) {
    return false;
  }

  /// Returns what such a processor decides by, for one pipeline.
  default TraceSampler sampler(Configuration.Configured configured, ComponentId pipeline) {
    throw new IllegalArgumentException(configured.id() + " decides about no traces");
  }

  /// Returns everything that a component depends on. One that was made stays as it is for as long
  /// as this is equal.
  Object fingerprint(Configuration.Configured configured, Configuration configuration);
}
