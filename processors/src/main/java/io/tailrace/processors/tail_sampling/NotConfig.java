package io.tailrace.processors.tail_sampling;

import io.tailrace.config.Option;
import io.tailrace.config.Validated;
import java.util.Map;
import java.util.Optional;

/// The block of a policy of type `not`.
record NotConfig(
    @Option(required = true, doc = "The one policy whose answer is turned round.")
        Optional<NotSubPolicyConfig> notSubPolicy) {
  /// The policy whose answer is turned round.
  SharedPolicyConfig part() {
    return notSubPolicy.orElseThrow().shared();
  }

  /// The policy in a `not`.
  record NotSubPolicyConfig(
      @Option(inline = true, doc = "Name, type and block.") SharedPolicyConfig shared)
      implements Validated {
    @Override
    public void validate(Findings findings) {
      SharedPolicyConfig.nesting("not", shared.type(), Map.of(), findings);
    }
  }
}
