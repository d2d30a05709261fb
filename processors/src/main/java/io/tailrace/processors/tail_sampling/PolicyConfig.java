package io.tailrace.processors.tail_sampling;

import io.tailrace.config.Option;
import io.tailrace.config.Validated;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A policy of the list.
record PolicyConfig(
    @Option(inline = true, doc = "Name, type and block.") SharedPolicyConfig shared,
    @Option(onWhenEmpty = true, doc = "What several policies all sample.") Optional<AndConfig> and,
    @Option(onWhenEmpty = true, doc = "What another policy does not sample.")
        Optional<NotConfig> not,
    @Option(onWhenEmpty = true, doc = "What is dropped in any case.") Optional<DropConfig> drop,
    @Option(onWhenEmpty = true, doc = "Several policies that share a budget.")
        Optional<CompositeConfig> composite)
    implements Validated {
  /// Whether it drops traces rather than sampling them.
  boolean drops() {
    return shared.type().equals("drop");
  }

  /// Whether what it says of some spans may be another once more have come, or depends on a budget.
  /// The Collector lets a composite policy judge at ingest; here what it used up then could not be
  /// told from what it uses when the same spans are read again.
  boolean stateful() {
    return switch (shared.type()) {
      case "and" -> and.orElseThrow().stateful();
      case "not" -> not.orElseThrow().part().stateful();
      case "drop" -> drop.orElseThrow().stateful();
      case "composite" -> true;
      default -> shared.stateful();
    };
  }

  @Override
  public void validate(Findings findings) {
    if (shared.name().isEmpty()) {
      findings.error("name", "a policy has no name: decisions are told by it, so give it one");
    }
    Map<String, Boolean> blocks = new TreeMap<>();
    blocks.put("and", and.isPresent());
    blocks.put("not", not.isPresent());
    blocks.put("drop", drop.isPresent());
    blocks.put("composite", composite.isPresent());
    SharedPolicyConfig.nesting("policies", shared.type(), blocks, findings);
  }
}
