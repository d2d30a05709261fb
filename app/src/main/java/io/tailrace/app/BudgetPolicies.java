package io.tailrace.app;

import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.Kind;
import io.tailrace.config.Node;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The policies of a pipeline that keep to a budget, themselves or by a part of theirs: what they
/// say of a trace depends on those before it.
final class BudgetPolicies {
  private static final Set<String> TYPES = Set.of("rate_limiting", "bytes_limiting", "composite");

  private BudgetPolicies() {}

  /// Returns their names.
  static Set<String> of(Configuration configuration, ComponentId pipeline) {
    Set<String> names = new TreeSet<>();
    Optional.ofNullable(configuration.pipelines().get(pipeline)).stream()
        .flatMap(found -> found.processors().stream())
        .flatMap(
            id ->
                Optional.ofNullable(
                    configuration.components().getOrDefault(Kind.PROCESSOR, Map.of()).get(id))
                    .stream())
        .filter(Components::samples)
        .map(Configuration.Configured::node)
        .forEach(node -> collect(node, names));
    return names;
  }

  private static void collect(Node processor, Set<String> names) {
    if (processor instanceof Node.Mapping options
        && options.entry("policies").map(Node.Entry::value).orElse(processor)
            instanceof Node.Sequence policies) {
      for (Node policy : policies.items()) {
        if (hasBudget(policy)) {
          text(policy, "name").ifPresent(names::add);
        }
      }
    }
  }

  private static boolean hasBudget(Node node) {
    return switch (node) {
      case Node.Scalar _ -> false;
      case Node.Sequence all -> all.items().stream().anyMatch(BudgetPolicies::hasBudget);
      case Node.Mapping map ->
          text(map, "type").filter(TYPES::contains).isPresent()
              || map.entries().stream().anyMatch(entry -> hasBudget(entry.value()));
    };
  }

  private static Optional<String> text(Node node, String key) {
    return node instanceof Node.Mapping map
        ? map.entry(key)
            .map(Node.Entry::value)
            .filter(Node.Scalar.class::isInstance)
            .map(value -> ((Node.Scalar) value).text())
        : Optional.empty();
  }
}
