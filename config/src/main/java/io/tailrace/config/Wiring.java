package io.tailrace.config;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Checks how pipelines, components and connectors fit together.
final class Wiring {
  private final FoundComponents components;
  private final Map<ComponentId, PipelineSection.Found> pipelines;
  private final Problems problems;

  Wiring(
      FoundComponents components,
      Map<ComponentId, PipelineSection.Found> pipelines,
      Problems problems) {
    this.components = components;
    this.pipelines = pipelines;
    this.problems = problems;
  }

  void check(List<ComponentId> extensions, Catalog catalog) {
    connectors().forEach(this::ambiguous);
    connectors().forEach((id, at) -> connected(id, at, catalog));
    cycles();
    unused(extensions, catalog);
  }

  private Map<ComponentId, Position> connectors() {
    return components.places(Kind.CONNECTOR);
  }

  private void ambiguous(ComponentId id, Position at) {
    for (Kind kind : List.of(Kind.EXPORTER, Kind.RECEIVER)) {
      if (components.places(kind).containsKey(id)) {
        problems.error(
            at,
            Keys.join(Kind.CONNECTOR.key(), id.toString()),
            "ambiguous id: there is "
                + (kind == Kind.EXPORTER ? "an " : "a ")
                + kind.word()
                + " \""
                + id
                + "\" too",
            List.of("rename one of them, for example this one to \"" + id + "/connector\""));
      }
    }
  }

  /// A connector must be an exporter of one pipeline and a receiver of another.
  private void connected(ComponentId id, Position at, Catalog catalog) {
    Set<String> in = signals(id, true);
    Set<String> out = signals(id, false);
    String path = Keys.join(Kind.CONNECTOR.key(), id.toString());
    if (!in.isEmpty() && !out.isEmpty()) {
      catalog
          .find(Kind.CONNECTOR, id.type())
          .ifPresent(type -> new Conversion(id, type.makes(), in, out).check(at, path, problems));
      return;
    }
    if (!in.isEmpty() && out.isEmpty()) {
      problems.error(
          at,
          path,
          "the connector \""
              + id
              + "\" is an exporter of "
              + String.join(", ", in)
              + " pipelines, but a receiver of none");
    } else if (in.isEmpty() && !out.isEmpty()) {
      problems.error(
          at,
          path,
          "the connector \""
              + id
              + "\" is a receiver of "
              + String.join(", ", out)
              + " pipelines, but an exporter of none");
    }
  }

  private Set<String> signals(ComponentId connector, boolean feeding) {
    Set<String> signals = new LinkedHashSet<>();
    for (PipelineSection.Found found : pipelines.values()) {
      Configuration.Pipeline pipeline = found.pipeline();
      if ((feeding ? pipeline.exporters() : pipeline.receivers()).contains(connector)) {
        signals.add(pipeline.id().type());
      }
    }
    return signals;
  }

  private void cycles() {
    for (PipelineSection.Found found : pipelines.values()) {
      Set<ComponentId> reached = new LinkedHashSet<>();
      reach(found.pipeline(), reached);
      if (reached.contains(found.pipeline().id())) {
        problems.error(
            found.at(),
            Keys.join("service::pipelines", found.pipeline().id().toString()),
            "the pipeline feeds itself through connectors, by way of "
                + String.join(", ", reached.stream().map(ComponentId::toString).toList()));
        return;
      }
    }
  }

  private void reach(Configuration.Pipeline from, Set<ComponentId> reached) {
    for (ComponentId exporter : from.exporters()) {
      if (connectors().containsKey(exporter)) {
        for (PipelineSection.Found next : pipelines.values()) {
          if (next.pipeline().receivers().contains(exporter) && reached.add(next.pipeline().id())) {
            reach(next.pipeline(), reached);
          }
        }
      }
    }
  }

  private void unused(List<ComponentId> extensions, Catalog catalog) {
    Set<ComponentId> used = new HashSet<>();
    for (PipelineSection.Found found : pipelines.values()) {
      used.addAll(found.pipeline().receivers());
      used.addAll(found.pipeline().exporters());
    }
    for (Kind kind : List.of(Kind.RECEIVER, Kind.EXPORTER, Kind.CONNECTOR)) {
      components.bound(kind).keySet().forEach(id -> idle(kind, id, used));
    }
    Set<ComponentId> processors = new HashSet<>();
    pipelines.values().forEach(found -> processors.addAll(found.pipeline().processors()));
    components.bound(Kind.PROCESSOR).keySet().forEach(id -> idle(Kind.PROCESSOR, id, processors));
    for (Configuration.Configured extension : components.bound(Kind.EXTENSION).values()) {
      if (!extensions.contains(extension.id()) && !catalog.alwaysStarted(extension.type())) {
        warn(
            Kind.EXTENSION,
            extension.id(),
            "is not listed in service::extensions, so it is not started");
      }
    }
  }

  private void idle(Kind kind, ComponentId id, Set<ComponentId> used) {
    if (!used.contains(id)) {
      warn(kind, id, "is in no pipeline, so it is not started");
    }
  }

  private void warn(Kind kind, ComponentId id, String message) {
    Position at = components.places(kind).get(id);
    if (at != null && !problems.isIncomplete()) {
      problems.warning(
          at,
          Keys.join(kind.key(), id.toString()),
          "the " + kind.word() + " \"" + id + "\" " + message);
    }
  }
}
