package io.tailrace.topology;

import io.tailrace.component.Exporter;
import io.tailrace.component.Processor;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.model.Signal;
import java.util.Set;

/// The parts of pipelines that have one exporter and no processors.
record OneExporter(Exporter exporter) implements Parts {
  @Override
  public Exporter exporter(Configuration.Configured configured, Set<Signal> signals) {
    return exporter;
  }

  @Override
  public Processor processor(
      Configuration.Configured configured, ComponentId pipeline, Signal signal) {
    throw new AssertionError("no pipeline has processors");
  }
}
