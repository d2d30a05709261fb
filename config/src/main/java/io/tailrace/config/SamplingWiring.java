package io.tailrace.config;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Checks that every processor that decides about whole traces reads one log: a pipeline has one of
/// them at most, and everything comes to it from the same place.
final class SamplingWiring {
  private static final String RECEIVERS = "receivers";

  private final FoundComponents components;
  private final Map<ComponentId, PipelineSection.Found> pipelines;
  private final Catalog catalog;

  SamplingWiring(
      FoundComponents components,
      Map<ComponentId, PipelineSection.Found> pipelines,
      Catalog catalog) {
    this.components = components;
    this.pipelines = pipelines;
    this.catalog = catalog;
  }

  void check(Problems problems) {
    for (PipelineSection.Found found : pipelines.values()) {
      Configuration.Pipeline pipeline = found.pipeline();
      List<ComponentId> samplers = samplers(pipeline);
      String path = Keys.join("service::pipelines", pipeline.id().toString());
      if (samplers.size() > 1) {
        problems.error(
            found.at(),
            path,
            "several processors of the pipeline decide about whole traces: " + text(samplers),
            List.of(
                "put all policies into one of them, or the second one into a pipeline behind a"
                    + " connector \"forward\""));
      }
      Set<String> sources = sources(pipeline, new HashSet<>());
      if (!samplers.isEmpty() && sources.size() > 1) {
        problems.error(
            found.at(),
            path,
            "traces come to the processor \"%s\" from several places: %s"
                .formatted(samplers.getFirst(), String.join(" and ", sources)),
            List.of("sample them either before they meet or where they do"));
      }
    }
  }

  private List<ComponentId> samplers(Configuration.Pipeline pipeline) {
    return pipeline.processors().stream()
        .filter(id -> components.places(Kind.PROCESSOR).containsKey(id))
        .filter(id -> catalog.samples(id.type()))
        .toList();
  }

  /// Where what a pipeline carries is kept: in the topic of receivers, or in those of pipelines
  /// that sample.
  private Set<String> sources(Configuration.Pipeline pipeline, Set<ComponentId> seen) {
    Set<String> sources = new TreeSet<>();
    if (!seen.add(pipeline.id())) {
      return sources;
    }
    for (ComponentId from : pipeline.receivers()) {
      if (!components.places(Kind.CONNECTOR).containsKey(from)) {
        sources.add(RECEIVERS);
        continue;
      }
      for (PipelineSection.Found each : pipelines.values()) {
        Configuration.Pipeline before = each.pipeline();
        if (before.exporters().contains(from) && before.id().type().equals(pipeline.id().type())) {
          sources.addAll(
              samplers(before).isEmpty()
                  ? sources(before, seen)
                  : Set.of("the pipeline \"" + before.id() + "\", which samples"));
        }
      }
    }
    return sources;
  }

  private static String text(List<ComponentId> ids) {
    return ids.stream().map(id -> "\"" + id + "\"").collect(Collectors.joining(", "));
  }
}
