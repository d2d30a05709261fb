package io.tailrace.topology;

import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.Kind;
import io.tailrace.model.Signal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Makes a {@link Plan} from a configuration.
///
/// A connector that forwards costs nothing: the pipelines before and behind it fuse into one path
/// from receivers to exporters.
public final class Planner {
  private final Configuration configuration;
  private final TopicNames names;
  private final Set<ComponentId> published;
  private final Map<ComponentId, List<Configuration.Pipeline>> feeding = new HashMap<>();

  private Planner(Configuration configuration, TopicNames names) {
    this.configuration = configuration;
    this.names = names;
    this.published = KafkaConfig.of(configuration).map(KafkaConfig::published).orElse(Set.of());
    for (Configuration.Pipeline pipeline : configuration.pipelines().values()) {
      for (ComponentId to : pipeline.exporters()) {
        if (isConnector(to)) {
          feeding.computeIfAbsent(to, _ -> new ArrayList<>()).add(pipeline);
        }
      }
    }
  }

  /// Plans a configuration whose connectors all forward and form no cycle.
  ///
  /// @param prefix what the names of topics and groups begin with
  public static Plan plan(Configuration configuration, String prefix) {
    return new Planner(configuration, new TopicNames(prefix)).plan();
  }

  private Plan plan() {
    List<Plan.Route> routes = new ArrayList<>();
    Map<ComponentId, Set<Signal>> receivers = new TreeMap<>();
    for (Configuration.Pipeline pipeline : configuration.pipelines().values()) {
      Signal signal = signal(pipeline);
      for (ComponentId from : pipeline.receivers()) {
        if (!isConnector(from)) {
          receivers.computeIfAbsent(from, _ -> new TreeSet<>()).add(signal);
        }
      }
      List<Plan.Path> paths = paths(pipeline, List.of());
      for (ComponentId end : ends(pipeline)) {
        if (!paths.isEmpty()) {
          routes.add(
              new Plan.Route(
                  pipeline.id(),
                  end,
                  signal,
                  names.raw(signal),
                  names.group(pipeline.id(), end),
                  paths));
        }
      }
    }
    return new Plan(routes, receivers);
  }

  /// Where what a pipeline made leaves it, other pipelines apart.
  private Set<ComponentId> ends(Configuration.Pipeline pipeline) {
    Set<ComponentId> ends = new LinkedHashSet<>(pipeline.exporters());
    ends.removeIf(this::isConnector);
    if (published.contains(pipeline.id())) {
      ends.add(Plan.PUBLISH);
    }
    return ends;
  }

  private List<Plan.Path> paths(Configuration.Pipeline pipeline, List<Plan.Step> behind) {
    List<Plan.Step> steps =
        pipeline.processors().stream()
            .map(processor -> new Plan.Step(pipeline.id(), processor))
            .collect(Collectors.toCollection(ArrayList::new));
    steps.addAll(behind);
    List<Plan.Path> paths = new ArrayList<>();
    Set<ComponentId> direct = new TreeSet<>();
    for (ComponentId from : pipeline.receivers()) {
      if (!isConnector(from)) {
        direct.add(from);
        continue;
      }
      for (Configuration.Pipeline before : feeding.getOrDefault(from, List.of())) {
        if (before.id().type().equals(pipeline.id().type())) {
          paths.addAll(paths(before, steps));
        }
      }
    }
    if (!direct.isEmpty()) {
      paths.addFirst(new Plan.Path(direct, steps));
    }
    return paths;
  }

  private boolean isConnector(ComponentId id) {
    return configuration.components().getOrDefault(Kind.CONNECTOR, Map.of()).containsKey(id);
  }

  private static Signal signal(Configuration.Pipeline pipeline) {
    return Signal.valueOf(pipeline.id().type().toUpperCase(Locale.ROOT));
  }
}
