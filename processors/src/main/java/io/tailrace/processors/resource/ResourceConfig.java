package io.tailrace.processors.resource;

import io.tailrace.component.attributes.ActionConfig;
import io.tailrace.config.Option;
import io.tailrace.config.Validated;
import java.util.List;

/// The options of `resource`.
record ResourceConfig(
    @Option(doc = "What is done to the attributes of each resource, in this order.")
        List<ActionConfig> attributes)
    implements Validated {
  @Override
  public void validate(Findings findings) {
    if (attributes.isEmpty()) {
      findings.error("attributes", "attributes needs at least one action");
    }
  }
}
