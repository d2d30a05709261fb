package io.tailrace.app;

import io.tailrace.component.Exporter;
import io.tailrace.component.Extension;
import io.tailrace.component.MetricRegistry;
import io.tailrace.component.Processor;
import io.tailrace.component.Service;
import io.tailrace.component.sampling.TraceSampler;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.Kind;
import io.tailrace.model.Signal;
import io.tailrace.topology.Parts;
import java.time.InstantSource;
import java.util.Set;

/// Makes components, each with a host of its own.
///
/// @param extensions those that run
record Hosts(
    InstantSource clock, MetricRegistry metrics, Service service, Roster<Extension> extensions)
    implements Parts {
  ComponentHost of(ComponentId id, Set<Signal> signals) {
    return new ComponentHost(id, signals, clock, metrics, service, extensions);
  }

  Extension extension(Configuration.Configured configured) {
    return Factories.extension(
        Components.factory(Kind.EXTENSION, configured.type()),
        configured.options(),
        of(configured.id(), Set.of()));
  }

  @Override
  public Exporter exporter(Configuration.Configured configured, Set<Signal> signals) {
    return Factories.exporter(
        Components.factory(Kind.EXPORTER, configured.type()),
        configured.options(),
        of(configured.id(), signals));
  }

  @Override
  public Processor processor(
      Configuration.Configured configured, ComponentId pipeline, Signal signal) {
    return Factories.processor(
        Components.factory(Kind.PROCESSOR, configured.type()),
        configured.options(),
        of(configured.id(), Set.of(signal)));
  }

  @Override
  public boolean samples(Configuration.Configured configured) {
    return Components.samples(configured);
  }

  @Override
  public TraceSampler sampler(Configuration.Configured configured, ComponentId pipeline) {
    return Factories.sampler(
        Components.factory(Kind.PROCESSOR, configured.type()),
        configured.options(),
        of(configured.id(), Set.of(Signal.TRACES)));
  }

  /// Names the extensions that run now: one that was started anew is another, also where its
  /// options are those of before again.
  @Override
  public Fingerprint fingerprint(Configuration.Configured configured, Configuration configuration) {
    return Fingerprint.of(
        configured, configuration, named -> extensions.find(named.id(), Extension.class));
  }
}
