package io.tailrace.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Checks what options name. An extension (an authenticator, a storage) must be started, as for the
/// Collector, which finds out only when it starts itself; a pipeline must be there.
final class References {
  private final Catalog catalog;
  private final FoundComponents components;
  private final Problems problems;

  References(Catalog catalog, FoundComponents components, Problems problems) {
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
      check(kind, ends, started, configuration);
    }
    check(Kind.PROCESSOR, processors, started, configuration);
    check(Kind.EXTENSION, started, started, configuration);
  }

  private void check(
      Kind kind, Set<ComponentId> used, Set<ComponentId> started, Configuration configuration) {
    for (Configuration.Configured component : components.bound(kind).values()) {
      Position at = components.places(kind).get(component.id());
      if (used.contains(component.id()) && at != null) {
        Written.each(
            component,
            at,
            option -> {
              switch (option.value()) {
                case ComponentId id when !started.contains(id) -> report(id, option);
                case PipelineId(ComponentId id) when !configuration.pipelines().containsKey(id) ->
                    report(id, option, configuration.pipelines().keySet());
                default -> {}
              }
            });
      }
    }
  }

  private void report(ComponentId pipeline, Written option, Set<ComponentId> pipelines) {
    if (!problems.isIncomplete()) {
      problems.error(
          option.at(),
          option.path(),
          "references pipeline \"" + pipeline + "\" which is not configured",
          Suggestion.notes(
              pipeline.toString(),
              pipelines.stream().map(ComponentId::toString).toList(),
              "pipelines"));
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
