package io.tailrace.processors.attributes;

import io.tailrace.component.attributes.ActionConfig;
import io.tailrace.config.Option;
import io.tailrace.config.Validated;
import java.util.List;
import java.util.Optional;

/// The options of `attributes`.
record AttributesConfig(
    @Option(doc = "What is done to the attributes of each item, in this order.")
        List<ActionConfig> actions,
    @Option(doc = "Only items that have all of these properties are changed.")
        Optional<MatchConfig> include,
    @Option(doc = "Items that have all of these properties are not changed.")
        Optional<MatchConfig> exclude)
    implements Validated {
  @Override
  public void validate(Findings findings) {
    if (actions.isEmpty()) {
      findings.error("actions", "actions needs at least one action");
    }
  }
}
