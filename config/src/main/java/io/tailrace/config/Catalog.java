package io.tailrace.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The component types that a configuration may name.
public interface Catalog {
  /// The extension that says where Kafka is.
  String KAFKA = "kafka";

  /// Every type that can be configured.
  List<Type> types();

  /// Returns the type of a kind by its name or one of its aliases.
  default Optional<Type> find(Kind kind, String name) {
    return types().stream()
        .filter(
            type ->
                type.kind() == kind && (type.name().equals(name) || type.aliases().contains(name)))
        .findFirst();
  }

  /// Whether an extension starts when it is configured, listed in `service.extensions` or not: the
  /// connection to Kafka is no choice.
  default boolean alwaysStarted(String extension) {
    return extension.equals(KAFKA);
  }

  /// A type of component as far as the configuration is concerned.
  ///
  /// @param name spelt as the newest Collector does
  /// @param aliases other names that files still have
  /// @param signals `traces`, `metrics`, `logs`; empty for extensions
  /// @param options the record that the YAML below an id of this type is bound to
  record Type(
      Kind kind,
      String name,
      List<String> aliases,
      Set<String> signals,
      Class<? extends Record> options) {}
}
