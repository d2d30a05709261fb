package io.tailrace.topology;

import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.Kind;
import io.tailrace.model.Signal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Makes a {@link Plan} from a configuration.
///
/// A connector that forwards costs nothing: the pipelines before and behind it fuse into one path
/// from receivers to exporters. A processor that decides about whole traces cuts a path in two:
/// what comes before it is the way to its decisions, what follows in its pipeline is done where
/// traces are released, and the rest reads the topic that they are released to.
public final class Planner {
  private final Configuration configuration;
  private final TopicNames names;
  private final Predicate<Configuration.Configured> samples;
  private final Set<ComponentId> published;
  private final Map<ComponentId, List<Configuration.Pipeline>> feeding = new HashMap<>();
  private final Map<Plan.Step, Sampling> samplings = new LinkedHashMap<>();

  /// Where the records of a path come from.
  ///
  /// @param sampling what released them; absent: receivers wrote them
  private record Origin(Optional<Plan.Step> sampling) {
    static final Origin RECEIVERS = new Origin(Optional.empty());
  }

  /// A sampling with the ways by which spans come to it.
  ///
  /// @param after the processors of its pipeline that follow
  private record Sampling(Origin origin, List<Plan.Path> paths, List<Plan.Step> after) {}

  private Planner(
      Configuration configuration, TopicNames names, Predicate<Configuration.Configured> samples) {
    this.configuration = configuration;
    this.names = names;
    this.samples = samples;
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
  /// @param samples tells processors that decide about whole traces
  public static Plan plan(
      Configuration configuration, String prefix, Predicate<Configuration.Configured> samples) {
    return new Planner(configuration, new TopicNames(prefix), samples).plan();
  }

  private Plan plan() {
    List<Plan.Route> ends = new ArrayList<>();
    Map<ComponentId, Set<Signal>> receivers = new TreeMap<>();
    for (Configuration.Pipeline pipeline : configuration.pipelines().values()) {
      Signal signal = signal(pipeline);
      for (ComponentId from : pipeline.receivers()) {
        if (!isConnector(from)) {
          receivers.computeIfAbsent(from, _ -> new TreeSet<>()).add(signal);
        }
      }
      Map<Origin, List<Plan.Path>> paths = new LinkedHashMap<>();
      for (Plan.Path path : paths(pipeline, List.of())) {
        Origin origin = origin(path);
        paths.computeIfAbsent(origin, _ -> new ArrayList<>()).add(behind(origin, path));
      }
      paths.forEach(
          (origin, some) -> {
            for (ComponentId end : ends(pipeline, origin)) {
              ends.add(route(pipeline, end, origin, joined(origin, some)));
            }
          });
    }
    List<Plan.Route> routes = new ArrayList<>();
    samplings.forEach((step, sampling) -> routes.addAll(stages(step, sampling)));
    routes.addAll(ends);
    return new Plan(routes, receivers);
  }

  private Plan.Route route(
      Configuration.Pipeline pipeline, ComponentId end, Origin origin, List<Plan.Path> paths) {
    String group =
        origin
            .sampling()
            .map(sampling -> names.group(pipeline.id(), end, sampling.pipeline()))
            .orElseGet(() -> names.group(pipeline.id(), end));
    Signal signal = signal(pipeline);
    return new Plan.Route(pipeline.id(), end, signal, topic(origin, signal), group, paths);
  }

  /// The two routes of a sampling: one decides, the other releases by the decisions.
  private List<Plan.Route> stages(Plan.Step step, Sampling sampling) {
    ComponentId pipeline = step.pipeline();
    ComponentId decide = new ComponentId(Plan.DECIDE, step.processor().toString());
    ComponentId release = new ComponentId(Plan.RELEASE, step.processor().toString());
    String source = topic(sampling.origin(), Signal.TRACES);
    List<Plan.Path> deciding = new ArrayList<>();
    List<Plan.Path> releasing = new ArrayList<>();
    for (Plan.Path path : joined(sampling.origin(), sampling.paths())) {
      List<Plan.Step> steps = new ArrayList<>(path.steps());
      steps.add(step);
      deciding.add(new Plan.Path(path.receivers(), steps));
      steps.addAll(sampling.after());
      releasing.add(new Plan.Path(path.receivers(), steps));
    }
    return List.of(
        new Plan.Route(
            pipeline, decide, Signal.TRACES, source, names.group(pipeline, decide), deciding),
        new Plan.Route(
            pipeline, release, Signal.TRACES, source, names.group(pipeline, release), releasing));
  }

  private String topic(Origin origin, Signal signal) {
    return origin
        .sampling()
        .map(sampling -> names.pipeline(sampling.pipeline()))
        .orElseGet(() -> names.raw(signal));
  }

  private Configuration.Pipeline pipeline(Plan.Step step) {
    return Objects.requireNonNull(configuration.pipelines().get(step.pipeline()));
  }

  private boolean samples(Plan.Step step) {
    Configuration.Configured configured =
        configuration.components().getOrDefault(Kind.PROCESSOR, Map.of()).get(step.processor());
    return configured != null && samples.test(configured);
  }

  /// The last sampling on a path. All samplings on it are noted.
  private Origin origin(Plan.Path path) {
    Origin origin = Origin.RECEIVERS;
    List<Plan.Step> before = new ArrayList<>();
    for (Plan.Step step : path.steps()) {
      boolean inRelease =
          origin.sampling().filter(last -> last.pipeline().equals(step.pipeline())).isPresent();
      if (samples(step)) {
        note(step, origin, new Plan.Path(path.receivers(), before));
        origin = new Origin(Optional.of(step));
        before = new ArrayList<>();
      } else if (!inRelease) {
        before.add(step);
      }
    }
    return origin;
  }

  private void note(Plan.Step step, Origin origin, Plan.Path path) {
    Sampling sampling =
        samplings.computeIfAbsent(step, _ -> new Sampling(origin, new ArrayList<>(), after(step)));
    if (sampling.origin().equals(origin) && !sampling.paths().contains(path)) {
      sampling.paths().add(path);
    }
  }

  /// The processors of its pipeline behind a sampling.
  private List<Plan.Step> after(Plan.Step sampling) {
    List<Plan.Step> steps = new ArrayList<>();
    List<ComponentId> processors = pipeline(sampling).processors();
    for (ComponentId each :
        processors.subList(processors.indexOf(sampling.processor()) + 1, processors.size())) {
      steps.add(new Plan.Step(sampling.pipeline(), each));
    }
    return steps;
  }

  /// What is left to do of a path behind its last sampling, where what it releases is read.
  private static Plan.Path behind(Origin origin, Plan.Path path) {
    if (origin.sampling().isEmpty()) {
      return path;
    }
    Plan.Step sampling = origin.sampling().get();
    List<Plan.Step> steps =
        path.steps().subList(path.steps().lastIndexOf(sampling) + 1, path.steps().size()).stream()
            .filter(step -> !step.pipeline().equals(sampling.pipeline()))
            .toList();
    return new Plan.Path(path.receivers(), steps);
  }

  /// What a sampling released has taken all paths to it: it takes one from there on.
  private static List<Plan.Path> joined(Origin origin, Collection<Plan.Path> paths) {
    if (origin.sampling().isEmpty()) {
      return List.copyOf(paths);
    }
    Map<List<Plan.Step>, Set<ComponentId>> receivers = new LinkedHashMap<>();
    for (Plan.Path path : paths) {
      receivers.computeIfAbsent(path.steps(), _ -> new TreeSet<>()).addAll(path.receivers());
    }
    return receivers.entrySet().stream()
        .map(entry -> new Plan.Path(entry.getValue(), entry.getKey()))
        .toList();
  }

  /// Where what a pipeline made leaves it, other pipelines apart.
  private Set<ComponentId> ends(Configuration.Pipeline pipeline, Origin origin) {
    Set<ComponentId> ends = new LinkedHashSet<>(pipeline.exporters());
    ends.removeIf(this::isConnector);
    boolean hasTopic =
        origin.sampling().filter(step -> step.pipeline().equals(pipeline.id())).isPresent();
    if (published.contains(pipeline.id()) && !hasTopic) {
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
