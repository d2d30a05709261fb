package io.tailrace.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Checks the extensions that options name: an authenticator, a storage. Each must be started, as
/// for the Collector, which finds out only when it starts itself.
final class ExtensionReferences {
  private final Catalog catalog;
  private final FoundComponents components;
  private final Problems problems;

  ExtensionReferences(Catalog catalog, FoundComponents components, Problems problems) {
    this.catalog = catalog;
    this.components = components;
    this.problems = problems;
  }

  /// Checks the components that will be started.
  void check(Configuration configuration) {
    Set<ComponentId> started = new HashSet<>(configuration.extensions());
    components.bound(Kind.EXTENSION).values().stream()
        .filter(each -> catalog.alwaysStarted(each.type()))
        .forEach(each -> started.add(each.id()));
    Set<ComponentId> ends = new HashSet<>();
    Set<ComponentId> processors = new HashSet<>();
    for (Configuration.Pipeline pipeline : configuration.pipelines().values()) {
      ends.addAll(pipeline.receivers());
      ends.addAll(pipeline.exporters());
      processors.addAll(pipeline.processors());
    }
    for (Kind kind : List.of(Kind.RECEIVER, Kind.EXPORTER, Kind.CONNECTOR)) {
      check(kind, ends, started);
    }
    check(Kind.PROCESSOR, processors, started);
    check(Kind.EXTENSION, started, started);
  }

  private void check(Kind kind, Set<ComponentId> used, Set<ComponentId> started) {
    for (Configuration.Configured component : components.bound(kind).values()) {
      Position at = components.places(kind).get(component.id());
      if (used.contains(component.id()) && at != null) {
        Written.each(
            component,
            at,
            option -> {
              if (option.value() instanceof ComponentId id && !started.contains(id)) {
                report(id, option);
              }
            });
      }
    }
  }

  private void report(ComponentId id, Written option) {
    boolean configured = components.places(Kind.EXTENSION).containsKey(id);
    if (!configured && problems.isIncomplete()) {
      return;
    }
    if (configured) {
      problems.error(
          option.at(),
          option.path(),
          "the extension \"" + id + "\" is not listed in service::extensions, so it is not started",
          List.of("add it there"));
    } else {
      problems.error(
          option.at(),
          option.path(),
          "references extension \"" + id + "\" which is not configured",
          Suggestion.notes(
              id.toString(),
              components.places(Kind.EXTENSION).keySet().stream()
                  .map(ComponentId::toString)
                  .toList(),
              "configured extensions"));
    }
  }
}
