package io.tailrace.processors.tail_sampling;

import io.tailrace.config.Option;
import java.util.List;

/// The block of a policy of type `drop`.
record DropConfig(
    @Option(
            required = true,
            nonEmpty = true,
            doc =
                "Traces that all of these policies sample are dropped, whatever other policies"
                    + " say.")
        List<AndConfig.AndSubPolicyConfig> dropSubPolicy) {
  boolean stateful() {
    return dropSubPolicy.stream().anyMatch(AndConfig.AndSubPolicyConfig::stateful);
  }
}
