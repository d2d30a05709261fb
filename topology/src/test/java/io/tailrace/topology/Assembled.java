package io.tailrace.topology;

import io.tailrace.component.Exporter;
import io.tailrace.component.Processor;
import io.tailrace.component.sampling.TraceSampler;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.model.Signal;
import java.util.Set;
import java.util.function.Function;

/// Parts of pipelines that a test made, by their id.
record Assembled(Function<String, Exporter> exporters, Function<String, Processor> processors)
    implements Parts {
  /// One exporter for all, and no processors.
  static Assembled of(Exporter exporter) {
    return new Assembled(
        _ -> exporter,
        id -> {
          throw new AssertionError("no pipeline has processors, but one wants " + id);
        });
  }

  @Override
  public Exporter exporter(Configuration.Configured configured, Set<Signal> signals) {
    return exporters.apply(configured.id().toString());
  }

  @Override
  public Processor processor(
      Configuration.Configured configured, ComponentId pipeline, Signal signal) {
    return processors.apply(configured.id().toString());
  }

  /// Processors of this type decide about whole traces, by what their options say.
  @Override
  public boolean samples(Configuration.Configured configured) {
    return configured.type().equals("tail_sampling");
  }

  @Override
  public TraceSampler sampler(Configuration.Configured configured, ComponentId pipeline) {
    return OneInMany.parse(((Configs.Options) configured.options()).value());
  }

  @Override
  public Object fingerprint(Configuration.Configured configured, Configuration configuration) {
    return configured.options();
  }
}
