package io.tailrace.processors.tail_sampling;

import io.tailrace.config.Option;
import io.tailrace.config.Validated;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The block of a policy of type `composite`.
record CompositeConfig(
    @Option(
            min = 0,
            max = Integer.MAX_VALUE,
            doc =
                "How many spans a second are sampled. The time is the log's, and partitions have"
                    + " equal shares; what does not divide is handed out second by second.")
        long maxTotalSpansPerSecond,
    @Option(
            doc = "The names of the sub-policies in an order.",
            noEffect =
                "as in the Collector sub-policies are asked in the order of `composite_sub_policy`")
        List<String> policyOrder,
    @Option(
            required = true,
            nonEmpty = true,
            doc =
                "The policies in their order. The first that samples a trace decides: it is kept if"
                    + " the policy's share of the second still has room for all of its spans.")
        List<CompositeSubPolicyConfig> compositeSubPolicy,
    @Option(
            doc =
                "The shares of the sub-policies. One that is not named here has none and samples"
                    + " nothing, as in the Collector.")
        List<RateAllocationConfig> rateAllocation)
    implements Validated {
  /// How many spans a second a sub-policy may sample.
  long allocated(CompositeSubPolicyConfig sub) {
    double all = maxTotalSpansPerSecond;
    double spans = 0;
    for (RateAllocationConfig each : rateAllocation) {
      if (each.policy().equals(sub.shared().name())) {
        spans = each.percent() > 0 ? each.percent() / 100.0 * all : all / compositeSubPolicy.size();
      }
    }
    return (long) spans;
  }

  @Override
  public void validate(Findings findings) {
    Set<String> names = new HashSet<>();
    for (CompositeSubPolicyConfig sub : compositeSubPolicy) {
      String name = sub.shared().name();
      if (name.isEmpty() || !names.add(name)) {
        findings.error(
            "composite_sub_policy",
            name.isEmpty()
                ? "a sub-policy has no name: rate_allocation needs one"
                : "two sub-policies are called \"%s\": rename one".formatted(name));
      }
    }
    validateShares(names, findings);
    validateOrder(findings);
  }

  private void validateShares(Set<String> names, Findings findings) {
    Set<String> shared = new HashSet<>();
    long percent = 0;
    for (RateAllocationConfig each : rateAllocation) {
      percent += each.percent();
      if (!names.contains(each.policy())) {
        findings.error(
            "rate_allocation",
            "\"%s\" is no sub-policy, expected one of %s".formatted(each.policy(), sorted(names)));
      } else if (!shared.add(each.policy())) {
        findings.error(
            "rate_allocation", "\"%s\" has two shares: remove one".formatted(each.policy()));
      }
    }
    if (percent > 100) {
      findings.error(
          "rate_allocation",
          "the shares add up to %d percent, expected at most 100".formatted(percent));
    }
    names.removeAll(shared);
    for (String name : sorted(names)) {
      findings.warning(
          "rate_allocation",
          "\"%s\" has no share, so it samples nothing: name it in rate_allocation".formatted(name));
    }
  }

  private void validateOrder(Findings findings) {
    List<String> real = compositeSubPolicy.stream().map(sub -> sub.shared().name()).toList();
    if (!policyOrder.isEmpty() && !policyOrder.equals(real)) {
      findings.warning(
          "policy_order",
          "policy_order is not the order in which sub-policies are asked, which is %s: put"
                  .formatted(String.join(", ", real))
              + " composite_sub_policy in the order that is meant");
    }
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }

  /// A policy in a `composite`.
  record CompositeSubPolicyConfig(
      @Option(inline = true, doc = "Name, type and block.") SharedPolicyConfig shared,
      @Option(onWhenEmpty = true, doc = "What several policies sample.") Optional<AndConfig> and)
      implements Validated {
    @Override
    public void validate(Findings findings) {
      SharedPolicyConfig.nesting(
          "composite", shared.type(), Map.of("and", and.isPresent()), findings);
    }
  }
}
