package io.tailrace.processors.tail_sampling;

import io.tailrace.config.Option;
import io.tailrace.config.Validated;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The block of a policy of type `and`.
record AndConfig(
    @Option(required = true, nonEmpty = true, doc = "The policies that must all sample a trace.")
        List<AndSubPolicyConfig> andSubPolicy) {
  boolean stateful() {
    return andSubPolicy.stream().anyMatch(AndSubPolicyConfig::stateful);
  }

  /// A policy in an `and` or a `drop`.
  record AndSubPolicyConfig(
      @Option(inline = true, doc = "Name, type and block.") SharedPolicyConfig shared,
      @Option(onWhenEmpty = true, doc = "What another policy does not sample.")
          Optional<NotConfig> not)
      implements Validated {
    boolean stateful() {
      return shared.type().equals("not") ? not.orElseThrow().part().stateful() : shared.stateful();
    }

    @Override
    public void validate(Findings findings) {
      SharedPolicyConfig.nesting(
          "and or drop", shared.type(), Map.of("not", not.isPresent()), findings);
    }
  }
}
