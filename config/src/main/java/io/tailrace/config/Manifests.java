package io.tailrace.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds the Collector's configuration in a Kubernetes manifest: in an `OpenTelemetryCollector`
/// (as text or as a map) or in a ConfigMap.
///
/// What is found keeps its lines in the manifest.
final class Manifests {
  private static final Set<String> SECTIONS =
      Set.of("receivers", "processors", "exporters", "connectors", "extensions", "service");

  private final Problems problems;

  Manifests(Problems problems) {
    this.problems = problems;
  }

  /// Returns the configuration among the documents of a source.
  Optional<Node> choose(SourceText source, List<Node> documents) {
    List<Node> found = new ArrayList<>();
    boolean manifests = false;
    for (Node document : documents) {
      if (document instanceof Node.Mapping map && isManifest(map)) {
        manifests = true;
        inside(source, map).ifPresent(found::add);
      } else {
        found.add(document);
      }
    }
    if (found.isEmpty()) {
      if (manifests) {
        problems.error(
            documents.getFirst().position(),
            "",
            "this manifest holds no configuration",
            List.of(
                "expected an OpenTelemetryCollector with spec.config, or a ConfigMap with a"
                    + " configuration as one of its data"));
      }
      return Optional.empty();
    }
    for (Node ignored : found.subList(1, found.size())) {
      problems.warning(
          ignored.position(), "", "only the first document of a file is read; this one is ignored");
    }
    return Optional.of(found.getFirst());
  }

  private static boolean isManifest(Node.Mapping map) {
    return map.entry("apiVersion").isPresent() && map.entry("kind").isPresent();
  }

  private Optional<Node> inside(SourceText source, Node.Mapping manifest) {
    String kind =
        manifest.entry("kind").map(Node.Entry::value).orElseThrow() instanceof Node.Scalar scalar
            ? scalar.text()
            : "";
    return switch (kind) {
      case "OpenTelemetryCollector" ->
          below(manifest, "spec")
              .flatMap(spec -> spec.entry("config"))
              .flatMap(entry -> embedded(source, entry.value()));
      case "ConfigMap" -> data(source, manifest);
      default -> Optional.empty();
    };
  }

  private static Optional<Node.Mapping> below(Node.Mapping map, String key) {
    return map.entry(key)
        .map(Node.Entry::value)
        .filter(Node.Mapping.class::isInstance)
        .map(Node.Mapping.class::cast);
  }

  private Optional<Node> embedded(SourceText source, Node value) {
    return value instanceof Node.Scalar scalar
        ? text(source, scalar, problems)
        : Optional.of(value);
  }

  /// The data of a ConfigMap that reads like a configuration.
  private Optional<Node> data(SourceText source, Node.Mapping manifest) {
    for (Node.Entry entry : below(manifest, "data").map(Node.Mapping::entries).orElse(List.of())) {
      if (entry.value() instanceof Node.Scalar scalar && looksRight(scalar.text())) {
        return text(source, scalar, problems);
      }
    }
    return Optional.empty();
  }

  private static boolean looksRight(String text) {
    return text.lines()
            .map(line -> line.stripTrailing().replaceAll(":.*", ""))
            .filter(SECTIONS::contains)
            .distinct()
            .count()
        >= 2;
  }

  private static Optional<Node> text(SourceText source, Node.Scalar scalar, Problems problems) {
    return new YamlReader(problems).read(within(source, scalar)).stream().findFirst();
  }

  /// Where the text of a block scalar stands: on the lines after its `|`, indented alike.
  private static SourceText within(SourceText source, Node.Scalar scalar) {
    int first = scalar.position().line();
    List<String> lines = source.text().lines().toList();
    int column =
        lines.stream()
            .skip(first)
            .filter(line -> !line.isBlank())
            .findFirst()
            .map(line -> line.length() - line.stripLeading().length())
            .orElse(0);
    return new SourceText(source.name(), scalar.text(), first, column);
  }
}
