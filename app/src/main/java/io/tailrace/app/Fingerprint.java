package io.tailrace.app;

import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.Kind;
import io.tailrace.config.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Everything that a component depends on: its own options and the extensions that it names,
/// because it would otherwise go on with an extension that has ended.
///
/// @param type the component's type
/// @param options its options
/// @param extensions what stands for the extensions that it names
record Fingerprint(String type, Record options, List<Object> extensions) {
  /// The fingerprint by the configuration alone: an extension is what its options make it.
  static Fingerprint of(Configuration.Configured component, Configuration configuration) {
    return of(component, configuration, Configuration.Configured::options);
  }

  /// The same with something else that stands for an extension.
  static Fingerprint of(
      Configuration.Configured component,
      Configuration configuration,
      Function<Configuration.Configured, Object> standing) {
    Map<ComponentId, Configuration.Configured> all =
        configuration.components().getOrDefault(Kind.EXTENSION, Map.of());
    List<Object> named = new ArrayList<>();
    all.forEach(
        (id, extension) -> {
          if (names(component.node(), id.toString())) {
            named.add(standing.apply(extension));
          }
        });
    return new Fingerprint(component.type(), component.options(), named);
  }

  private static boolean names(Node node, String id) {
    return switch (node) {
      case Node.Scalar scalar -> scalar.text().equals(id);
      case Node.Sequence sequence -> sequence.items().stream().anyMatch(item -> names(item, id));
      case Node.Mapping map -> map.entries().stream().anyMatch(entry -> names(entry.value(), id));
    };
  }
}
