package io.tailrace.config;

import java.util.List;

/// The Collector's feature gates, as `--feature-gates` names them.
///
/// @param given each gate: `gate` and `+gate` open it, `-gate` closes it; the last one holds
public record FeatureGates(List<String> given) {
  /// No gate is named.
  public static final FeatureGates NONE = new FeatureGates(List.of());

  /// Lists of several sources are joined instead of replaced. The one gate with an effect.
  public static final String APPEND = "confmap.enableMergeAppendOption";

  /// Copies the list.
  public FeatureGates {
    given = List.copyOf(given);
  }

  /// Whether the lists below `service` of several sources are joined.
  boolean appendsLists() {
    return given.stream()
        .map(String::strip)
        .filter(gate -> name(gate).equals(APPEND))
        .reduce((_, last) -> last)
        .map(gate -> !gate.startsWith("-"))
        .orElse(false);
  }

  /// The gates that change nothing here.
  public List<String> withoutEffect() {
    return given.stream()
        .map(gate -> name(gate.strip()))
        .filter(gate -> !gate.isEmpty() && !gate.equals(APPEND))
        .distinct()
        .toList();
  }

  private static String name(String gate) {
    return gate.startsWith("+") || gate.startsWith("-") ? gate.substring(1) : gate;
  }
}
