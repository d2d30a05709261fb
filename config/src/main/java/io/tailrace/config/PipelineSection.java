package io.tailrace.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads `service.pipelines` and checks each pipeline for itself.
final class PipelineSection {
  private static final String PATH = "service::pipelines";
  private static final List<String> SIGNALS = List.of("traces", "metrics", "logs");

  private final FoundComponents components;
  private final Catalog catalog;
  private final Problems problems;

  PipelineSection(FoundComponents components, Catalog catalog, Problems problems) {
    this.components = components;
    this.catalog = catalog;
    this.problems = problems;
  }

  /// What stands below a pipeline's id.
  record Parts(
      @Option(doc = "The receivers, and connectors that feed this pipeline.") List<Node> receivers,
      @Option(doc = "The processors, in their order.") List<Node> processors,
      @Option(doc = "The exporters, and connectors that this pipeline feeds.")
          List<Node> exporters) {}

  /// A pipeline and where its id stands.
  record Found(Configuration.Pipeline pipeline, Position at) {}

  Map<ComponentId, Found> read(Node.Entry section) {
    Map<ComponentId, Found> found = new LinkedHashMap<>();
    switch (section.value()) {
      case Node.Mapping map -> map.entries().forEach(entry -> pipeline(entry, found));
      case Node.Scalar scalar when scalar.value() == null -> {}
      default ->
          problems.error(
              section.value(), PATH, "expected a map, found " + Nodes.kind(section.value()));
    }
    if (found.isEmpty() && problems.errors() == 0) {
      problems.error(section.at(), PATH, "there must be at least one pipeline");
    }
    return found;
  }

  private void pipeline(Node.Entry entry, Map<ComponentId, Found> found) {
    Optional<ComponentId> id = Ids.component(entry.key(), entry.at(), PATH, problems);
    if (id.isEmpty() || !carried(id.get(), entry)) {
      return;
    }
    String path = Keys.join(PATH, id.get().toString());
    Found before = found.get(id.get());
    if (before != null) {
      String message = "the id \"" + id.get() + "\" is already on line " + before.at().line();
      problems.error(entry.at(), path, message);
      return;
    }
    Parts parts = new Binder(problems).bind(Parts.class, entry.value(), entry.at(), path);
    String signal = id.get().type();
    Configuration.Pipeline pipeline =
        new Configuration.Pipeline(
            id.get(),
            ids(parts.receivers(), Kind.RECEIVER, signal, path),
            ids(parts.processors(), Kind.PROCESSOR, signal, path),
            ids(parts.exporters(), Kind.EXPORTER, signal, path));
    required(parts.receivers(), Kind.RECEIVER, entry, path);
    required(parts.exporters(), Kind.EXPORTER, entry, path);
    found.put(id.get(), new Found(pipeline, entry.at()));
  }

  private void required(List<Node> refs, Kind kind, Node.Entry entry, String path) {
    if (refs.isEmpty() && !problems.isIncomplete()) {
      problems.error(entry.at(), path, "a pipeline needs at least one " + kind.word());
    }
  }

  private boolean carried(ComponentId id, Node.Entry entry) {
    if (SIGNALS.contains(id.type())) {
      return true;
    }
    if (id.type().equals("profiles")) {
      problems.error(entry.at(), Keys.join(PATH, id.toString()), "profiles are not carried");
    } else {
      problems.error(
          entry.at(),
          PATH,
          "unknown signal \"" + id.type() + "\"",
          Suggestion.notes(id.type(), SIGNALS, "signals"));
    }
    return false;
  }

  private List<ComponentId> ids(List<Node> refs, Kind kind, String signal, String pipeline) {
    List<ComponentId> ids = new ArrayList<>();
    Set<ComponentId> seen = new HashSet<>();
    String path = Keys.join(pipeline, kind.key());
    for (Node ref : refs) {
      Optional<ComponentId> id = reference(ref, path);
      if (id.isPresent() && configured(id.get(), kind, ref, path)) {
        if (!seen.add(id.get())) {
          repeated(id.get(), kind, ref, path);
          continue;
        }
        suits(id.get(), kind, signal, ref, path);
        ids.add(id.get());
      }
    }
    return ids;
  }

  private Optional<ComponentId> reference(Node ref, String path) {
    if (ref instanceof Node.Scalar scalar
        && (scalar.value() instanceof String || scalar.origin().expanded().isPresent())) {
      return Ids.component(scalar.text(), ref, path, problems);
    }
    problems.error(ref, path, "expected the id of a component, found " + Nodes.kind(ref));
    return Optional.empty();
  }

  private void repeated(ComponentId id, Kind kind, Node ref, String path) {
    String message = "references " + kind.word() + " \"" + id + "\" multiple times";
    if (kind == Kind.PROCESSOR) {
      problems.error(ref, path, message);
    } else {
      problems.warning(ref.position(), path, message);
    }
  }

  private boolean configured(ComponentId id, Kind kind, Node ref, String path) {
    Set<ComponentId> known = new HashSet<>(places(kind).keySet());
    if (kind != Kind.PROCESSOR) {
      known.addAll(places(Kind.CONNECTOR).keySet());
    }
    if (known.contains(id)) {
      return true;
    }
    if (!problems.isIncomplete()) {
      problems.error(
          ref.position(),
          path,
          "references " + kind.word() + " \"" + id + "\" which is not configured",
          Suggestion.notes(
              id.toString(),
              known.stream().map(ComponentId::toString).toList(),
              "configured " + kind.key()));
    }
    return false;
  }

  private Map<ComponentId, Position> places(Kind kind) {
    return components.places(kind);
  }

  /// Refuses a component that cannot carry the pipeline's signal.
  private void suits(ComponentId id, Kind kind, String signal, Node ref, String path) {
    Kind actual = places(kind).containsKey(id) ? kind : Kind.CONNECTOR;
    Optional<Catalog.Type> type = catalog.find(actual, id.type());
    Set<String> carried =
        type.map(each -> each.carried(kind == Kind.RECEIVER)).orElse(Set.of(signal));
    if (!carried.contains(signal)) {
      problems.error(
          ref.position(),
          path,
          "the " + actual.word() + " \"" + id + "\" does not carry " + signal,
          List.of("it carries " + String.join(", ", carried.stream().sorted().toList())));
    }
  }
}
