package io.tailrace.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Explains a component type that the catalog does not have.
final class UnknownTypes {
  private final Catalog catalog;
  private final Node.Mapping root;
  private final Problems problems;

  UnknownTypes(Catalog catalog, Node.Mapping root, Problems problems) {
    this.catalog = catalog;
    this.root = root;
    this.problems = problems;
  }

  void report(Kind kind, ComponentId id, Position at) {
    String path = Keys.join(kind.key(), id.toString());
    List<String> valid = ComponentSections.names(catalog, kind);
    String what = "valid " + kind.word() + " types";
    if (CollectorComponents.has(kind, id.type())) {
      List<String> notes = new ArrayList<>();
      List<String> blocked = blocked(kind, id);
      if (!blocked.isEmpty()) {
        notes.add("it blocks the pipelines " + String.join(", ", blocked));
      }
      notes.add(what + ": " + String.join(", ", valid.stream().sorted().toList()));
      problems.error(
          at,
          path,
          "the " + kind.word() + " \"" + id.type() + "\" is known, but not here yet",
          notes);
      return;
    }
    Stream<String> elsewhere =
        Stream.of(Kind.values())
            .filter(other -> other != kind && catalog.find(other, id.type()).isPresent())
            .map(
                other ->
                    "there is " + article(other) + " of that name: put it below " + other.key());
    List<String> notes =
        Stream.concat(elsewhere, Suggestion.notes(id.type(), valid, what).stream()).toList();
    problems.error(at, path, "unknown " + kind.word() + " type \"" + id.type() + "\"", notes);
  }

  private static String article(Kind kind) {
    return kind == Kind.EXPORTER || kind == Kind.EXTENSION
        ? "an " + kind.word()
        : "a " + kind.word();
  }

  /// The pipelines that name the component.
  private List<String> blocked(Kind kind, ComponentId id) {
    List<String> keys =
        switch (kind) {
          case RECEIVER, PROCESSOR, EXPORTER -> List.of(kind.key());
          case CONNECTOR -> List.of(Kind.RECEIVER.key(), Kind.EXPORTER.key());
          case EXTENSION -> List.of();
        };
    return below(root, "service").stream()
        .flatMap(service -> below(service, "pipelines").stream())
        .flatMap(pipelines -> pipelines.entries().stream())
        .filter(pipeline -> keys.stream().anyMatch(key -> names(pipeline.value(), key, id)))
        .map(Node.Entry::key)
        .toList();
  }

  private static boolean names(Node pipeline, String key, ComponentId id) {
    return pipeline instanceof Node.Mapping map
        && map.entry(key).map(Node.Entry::value).orElse(pipeline) instanceof Node.Sequence list
        && list.items().stream()
            .anyMatch(item -> item instanceof Node.Scalar s && s.text().equals(id.toString()));
  }

  private static List<Node.Mapping> below(Node.Mapping map, String key) {
    return map.entry(key).stream()
        .filter(entry -> entry.value() instanceof Node.Mapping)
        .map(entry -> (Node.Mapping) entry.value())
        .toList();
  }
}
