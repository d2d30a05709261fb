package io.tailrace.app.demo;

import io.tailrace.app.Components;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.Configuration.Configured;
import io.tailrace.config.Configuration.Pipeline;
import io.tailrace.config.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Where traces go that come in at the first otlp receiver of a configuration.
///
/// @param receiver that receiver
/// @param paths for each exporter that they reach, the ways there: of each, the pipelines that keep
///     only some traces
record Feeds(ComponentId receiver, Map<ComponentId, List<List<ComponentId>>> paths) {
  private static final String OTLP = "otlp";
  private static final Set<String> HARMLESS =
      Set.of("otlp_grpc", "otlp_http", "debug", "nop", "file");

  /// Follows the traces.
  ///
  /// @throws StartException if there is no such receiver, or a part that runs would reach something
  ///     of the user's
  static Feeds of(Configuration configuration) throws StartException {
    var feeds = new Feeds(receiver(configuration), new LinkedHashMap<>());
    refuseWhatReachesOut(configuration);
    feeds.follow(configuration, feeds.receiver, List.of());
    return feeds;
  }

  private static ComponentId receiver(Configuration configuration) throws StartException {
    return configuration.pipelines().values().stream()
        .filter(pipeline -> pipeline.id().type().equals("traces"))
        .flatMap(pipeline -> pipeline.receivers().stream())
        .filter(id -> type(configuration, Kind.RECEIVER, id).equals(OTLP))
        .findFirst()
        .orElseThrow(
            () ->
                new StartException(
                    "No traces pipeline has an otlp receiver, so recorded traces cannot be played"
                        + " into the file: add otlp to the receivers of a traces pipeline."));
  }

  private static void refuseWhatReachesOut(Configuration configuration) throws StartException {
    for (Pipeline pipeline : configuration.pipelines().values()) {
      for (ComponentId id : pipeline.receivers()) {
        String type = type(configuration, Kind.RECEIVER, id);
        if (!type.isEmpty() && !type.equals(OTLP)) {
          throw refused(pipeline, "receiver", id, "would read what your own pipelines read");
        }
      }
      for (ComponentId id : pipeline.exporters()) {
        String type = type(configuration, Kind.EXPORTER, id);
        if (!type.isEmpty() && !HARMLESS.contains(type)) {
          throw refused(pipeline, "exporter", id, "would write to a system of yours");
        }
      }
    }
  }

  private static StartException refused(
      Pipeline pipeline, String kind, ComponentId id, String reason) {
    return new StartException(
        ("The demo touches nothing outside of it, and the %1$s %2$s of the pipeline %3$s %4$s. Play"
                + " the file without it, such as with a second"
                + " --config 'yaml:service::pipelines::%3$s::%1$ss: [...]'.")
            .formatted(kind, id, pipeline.id(), reason));
  }

  private void follow(Configuration configuration, ComponentId source, List<ComponentId> sampled) {
    for (Pipeline pipeline : configuration.pipelines().values()) {
      if (pipeline.id().type().equals("traces") && pipeline.receivers().contains(source)) {
        var path = new ArrayList<>(sampled);
        if (samples(configuration, pipeline)) {
          path.add(pipeline.id());
        }
        for (ComponentId exporter : pipeline.exporters()) {
          if (configuration
              .components()
              .getOrDefault(Kind.CONNECTOR, Map.of())
              .containsKey(exporter)) {
            follow(configuration, exporter, path);
          } else {
            paths.computeIfAbsent(exporter, _ -> new ArrayList<>()).add(List.copyOf(path));
          }
        }
      }
    }
  }

  private static boolean samples(Configuration configuration, Pipeline pipeline) {
    return pipeline.processors().stream()
        .anyMatch(id -> Components.ALL.samples(type(configuration, Kind.PROCESSOR, id)));
  }

  /// The newest name of a component's type; empty if it is no component of the kind.
  private static String type(Configuration configuration, Kind kind, ComponentId id) {
    Configured found = configuration.components().getOrDefault(kind, Map.of()).get(id);
    return found == null ? "" : found.type();
  }
}
