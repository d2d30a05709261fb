package io.tailrace.topology;

import io.tailrace.component.LogContext;
import io.tailrace.config.ComponentId;
import io.tailrace.model.Signal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What a configuration means for Kafka: which receivers write to which topics, and which
/// exporters read them, through which processors.
///
/// @param routes one for each exporter of each pipeline
/// @param receivers the signals that each receiver writes
public record Plan(List<Route> routes, Map<ComponentId, Set<Signal>> receivers) {
  /// Stands for the exporter in the route that writes the topic of a pipeline which
  /// `kafka.topics.publish` names. No exporter has this type.
  public static final ComponentId PUBLISH = ComponentId.of("publish");

  /// The type of what stands for the exporter in the route that decides about the traces of a
  /// pipeline; its name is the id of the sampling processor. No exporter has this type.
  static final String DECIDE = "decide";

  /// The same for the route that releases the traces that were kept.
  static final String RELEASE = "release";

  /// Copies the collections.
  public Plan {
    routes = List.copyOf(routes);
    receivers = Map.copyOf(receivers);
  }

  /// The signals that any pipeline carries.
  public Set<Signal> signals() {
    Set<Signal> all = new TreeSet<>();
    receivers.values().forEach(all::addAll);
    return all;
  }

  /// The signals of each receiver one by one.
  List<Source> sources() {
    return receivers.entrySet().stream()
        .flatMap(
            entry -> entry.getValue().stream().map(signal -> new Source(entry.getKey(), signal)))
        .toList();
  }

  /// The pipelines whose items also go to a topic of their own.
  public Set<ComponentId> published() {
    Set<ComponentId> published = new TreeSet<>();
    routes.stream().filter(Route::publishes).forEach(route -> published.add(route.pipeline()));
    return published;
  }

  /// The routes that decide about traces.
  List<Route> sampled() {
    return routes.stream().filter(Route::decides).toList();
  }

  /// An exporter of a pipeline, {@link #PUBLISH}, or one of the two stages of a sampling: a
  /// consumer group of its own.
  ///
  /// @param pipeline the pipeline that names the exporter
  /// @param topic what it reads
  /// @param group its consumer group
  /// @param paths the ways by which records come to it; each record takes every path that accepts
  ///     its receiver
  public record Route(
      ComponentId pipeline,
      ComponentId exporter,
      Signal signal,
      String topic,
      String group,
      List<Path> paths) {
    /// Copies the paths.
    public Route {
      paths = List.copyOf(paths);
    }

    /// How many of the items that receivers wrote come to this exporter: an item comes once for
    /// each path that accepts its receiver.
    long count(Map<ComponentId, Long> written) {
      long sum = 0;
      for (Path path : paths) {
        for (ComponentId receiver : path.receivers()) {
          sum += written.getOrDefault(receiver, 0L);
        }
      }
      return sum;
    }

    /// Whether it ends in the topic of its pipeline and not in an exporter.
    public boolean publishes() {
      return exporter.equals(PUBLISH);
    }

    /// Whether it decides about whole traces.
    boolean decides() {
      return exporter.type().equals(DECIDE);
    }

    /// Whether it releases the traces that were kept.
    boolean releases() {
      return exporter.type().equals(RELEASE);
    }

    /// Whether it ends in an exporter of the configuration.
    public boolean exports() {
      return !publishes() && !decides() && !releases();
    }

    /// The processor that a stage of a sampling belongs to.
    Step sampling() {
      return new Step(pipeline, Headers.id(exporter.name()));
    }

    /// The key of the configuration that says where it ends: `exporters::otlp`, or
    /// `topics::publish`.
    public String end() {
      if (decides() || releases()) {
        return "processors::" + exporter.name();
      }
      return (publishes() ? "topics::" : "exporters::") + exporter;
    }

    /// Names it in what the current thread logs.
    LogContext logs() {
      return LogContext.exporter(pipeline.toString(), exporter.toString());
    }

    /// The same without any source.
    Route without() {
      return new Route(pipeline, exporter, signal, topic, group, List.of());
    }
  }

  /// One way from receivers to an exporter.
  ///
  /// @param receivers whose records take it
  /// @param steps the processors on it, in order
  public record Path(Set<ComponentId> receivers, List<Step> steps) {
    /// Copies the collections.
    public Path {
      receivers = Set.copyOf(receivers);
      steps = List.copyOf(steps);
    }
  }

  /// A processor of a pipeline.
  public record Step(ComponentId pipeline, ComponentId processor) {}
}
