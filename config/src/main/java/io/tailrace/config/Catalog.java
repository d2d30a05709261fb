package io.tailrace.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

  /// Whether a type of processors decides about whole traces.
  default boolean samples(String processor) {
    return false;
  }

  /// A type of component as far as the configuration is concerned.
  ///
  /// @param name spelt as the newest Collector does
  /// @param aliases other names that files still have
  /// @param signals `traces`, `metrics`, `logs`; empty for extensions
  /// @param options the record that the YAML below an id of this type is bound to
  /// @param makes for connectors, what each signal that they take becomes; empty for others
  record Type(
      Kind kind,
      String name,
      List<String> aliases,
      Set<String> signals,
      Class<? extends Record> options,
      Map<String, Set<String>> makes) {
    /// A type whose signals stay what they are.
    public Type(
        Kind kind,
        String name,
        List<String> aliases,
        Set<String> signals,
        Class<? extends Record> options) {
      this(kind, name, aliases, signals, options, unchanged(kind, signals));
    }

    private static Map<String, Set<String>> unchanged(Kind kind, Set<String> signals) {
      return kind == Kind.CONNECTOR
          ? signals.stream().collect(Collectors.toUnmodifiableMap(each -> each, Set::of))
          : Map.of();
    }

    /// The signals of the pipelines that may name it as receiver, or as exporter.
    Set<String> carried(boolean asReceiver) {
      if (kind != Kind.CONNECTOR) {
        return signals;
      }
      return asReceiver
          ? makes.values().stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet())
          : makes.keySet();
    }
  }
}
