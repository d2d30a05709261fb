package io.tailrace.topology;

import io.tailrace.component.Exporter;
import io.tailrace.component.Lifecycle;
import io.tailrace.component.Metrics;
import io.tailrace.component.Processor;
import io.tailrace.component.StartException;
import io.tailrace.component.sampling.TraceSampler;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.Kind;
import io.tailrace.model.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The exporters and processors of a plan, made and started when they are first wanted: an
/// exporter once for all pipelines that name it, a processor once for each pipeline.
///
/// After a new configuration came, those whose configuration is the same stay as they are.
final class Instances implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Instances.class);

  private final Parts parts;
  private final Metrics metrics;
  private final Map<ComponentId, Held<Exporter>> exporters = new LinkedHashMap<>();
  private final Map<Plan.Step, Held<Chain.Link>> links = new LinkedHashMap<>();
  private final Map<Plan.Step, Held<TraceSampler>> samplers = new LinkedHashMap<>();
  private Configuration configuration;

  /// An instance with what it was made from.
  private static final Duration REMEMBERED = Duration.ofMinutes(15);
  private static final Lifecycle NO_LIFE = new Lifecycle() {};

  private record Held<T>(ComponentId id, T instance, Lifecycle life, Object fingerprint) {
    void end() {
      Lifecycle.end(id, life);
    }
  }

  Instances(Configuration configuration, Parts parts, Metrics metrics) {
    this.configuration = configuration;
    this.parts = parts;
    this.metrics = metrics;
  }

  /// Those of another configuration, which shares what is the same there with this one. Either
  /// may be closed first, by {@link #closeBut}.
  Instances next(Configuration next) {
    Instances made = new Instances(next, parts, metrics);
    exporters.forEach(
        (id, held) -> {
          if (!made.signals(id).isEmpty() && same(held, next, Kind.EXPORTER, id)) {
            made.exporters.put(id, held);
          }
        });
    links.forEach(
        (step, held) -> {
          if (uses(next, step) && same(held, next, Kind.PROCESSOR, step.processor())) {
            made.links.put(step, held);
          }
        });
    return made;
  }

  /// What is here and not among others.
  List<ComponentId> but(Instances others) {
    return Stream.<Held<?>>concat(links.values().stream(), exporters.values().stream())
        .filter(held -> !others.has(held))
        .map(Held::id)
        .distinct()
        .toList();
  }

  private boolean has(Held<?> held) {
    return links.containsValue(held) || exporters.containsValue(held);
  }

  /// Ends all that others do not share.
  void closeBut(Instances others) {
    closeUnless(links, (_, held) -> others.has(held));
    closeUnless(exporters, (_, held) -> others.has(held));
  }

  /// The exporter of an id, started.
  Exporter exporter(ComponentId id) throws StartException {
    Held<Exporter> found = exporters.get(id);
    if (found == null) {
      Configuration.Configured configured = configured(Kind.EXPORTER, id);
      Exporter made = parts.exporter(configured, signals(id));
      start(id, made);
      found = new Held<>(id, made, made, parts.fingerprint(configured, configuration));
      exporters.put(id, found);
    }
    return found.instance();
  }

  /// What a sampling decides by.
  TraceSampler sampler(Plan.Step step) {
    Held<TraceSampler> found = samplers.get(step);
    if (found == null) {
      Configuration.Configured configured = configured(Kind.PROCESSOR, step.processor());
      TraceSampler made = parts.sampler(configured, step.pipeline());
      found =
          new Held<>(configured.id(), made, NO_LIFE, parts.fingerprint(configured, configuration));
      samplers.put(step, found);
    }
    return found.instance();
  }

  /// How long decisions are needed after they were made, besides what readers need: what was
  /// decided is remembered for a while, and spans that came before are read again after a restart.
  Duration memory(Plan.Step step) {
    Held<TraceSampler> held = samplers.get(step);
    return REMEMBERED.plus(held == null ? Duration.ZERO : held.instance().decisionWait());
  }

  /// Whether what a route ends in is here or can be made.
  boolean has(Plan.Route route) {
    ComponentId exporter = route.exporter();
    if (route.decides() || route.releases()) {
      return samplers.containsKey(route.sampling()) || uses(configuration, route.sampling());
    }
    return route.publishes()
        || exporters.containsKey(exporter)
        || find(configuration, Kind.EXPORTER, exporter).isPresent();
  }

  /// A route's paths with their processors, started.
  List<Chain> chains(Plan.Route route) throws StartException {
    List<Chain> chains = new ArrayList<>();
    for (Plan.Path path : route.paths()) {
      chains.add(chain(route, path, path.steps()));
    }
    return chains;
  }

  /// Paths of before a change with those of their processors that are still here, started.
  List<Chain> former(Plan.Route route, List<Plan.Path> paths) throws StartException {
    List<Chain> chains = new ArrayList<>();
    for (Plan.Path path : paths) {
      List<Plan.Step> steps = new ArrayList<>();
      for (Plan.Step step : path.steps()) {
        if (links.containsKey(step) || uses(configuration, step)) {
          steps.add(step);
        } else {
          LOG.warn(
              "what came to pipeline {} before the change goes without processor {}, which the"
                  + " configuration has no longer",
              step.pipeline(),
              step.processor());
        }
      }
      chains.add(chain(route, path, steps));
    }
    return chains;
  }

  private Chain chain(Plan.Route route, Plan.Path path, List<Plan.Step> steps)
      throws StartException {
    Set<String> receivers = new TreeSet<>();
    path.receivers().forEach(receiver -> receivers.add(receiver.toString()));
    List<Chain.Link> made = new ArrayList<>();
    for (Plan.Step step : steps) {
      made.add(link(step));
    }
    return new Chain(route.group(), receivers, made);
  }

  /// Adds, for each receiver of a route, what the processors on its way and its exporter want of
  /// what it takes of the route's signal.
  void demands(Plan.Route route, Map<Source, Demands> into) throws StartException {
    Demands last = route.exports() ? demands(route.exporter()) : Demands.NONE;
    for (Plan.Path path : route.paths()) {
      Demands all = last;
      for (Plan.Step step : path.steps()) {
        all = all.plus(Demands.of(link(step).processor()));
      }
      for (ComponentId receiver : path.receivers()) {
        into.merge(new Source(receiver, route.signal()), all, Demands::plus);
      }
    }
  }

  /// Lets what passes a processor count on the first route that it is on.
  void count(Plan plan) {
    Map<Plan.Step, String> first = new HashMap<>();
    for (Plan.Route route : plan.routes()) {
      route.paths().stream()
          .flatMap(path -> path.steps().stream())
          .forEach(step -> first.putIfAbsent(step, route.group()));
    }
    links.forEach((step, held) -> held.instance().throughput().at(first.getOrDefault(step, "")));
  }

  /// What an exporter wants. An agent never starts it.
  private Demands demands(ComponentId exporter) {
    Held<Exporter> held = exporters.get(exporter);
    Exporter asked =
        held == null
            ? parts.exporter(configured(Kind.EXPORTER, exporter), signals(exporter))
            : held.instance();
    return Demands.of(asked);
  }

  private Chain.Link link(Plan.Step step) throws StartException {
    Held<Chain.Link> found = links.get(step);
    if (found == null) {
      Configuration.Configured configured = configured(Kind.PROCESSOR, step.processor());
      Signal signal = signal(step.pipeline());
      Processor processor =
          parts.samples(configured)
              ? SamplingPoint.HERE
              : parts.processor(configured, step.pipeline(), signal);
      start(step.processor(), processor);
      Chain.Link link =
          new Chain.Link(step.processor().toString(), processor, throughput(step, signal));
      found =
          new Held<>(
              configured.id(), link, processor, parts.fingerprint(configured, configuration));
      links.put(step, found);
    }
    return found.instance();
  }

  /// The counters of what passes a processor.
  Throughput throughput(Plan.Step step, Signal signal) {
    String[] labels = {
      "processor", step.processor().toString(),
      "otel_signal", signal.id(),
      "pipeline", step.pipeline().toString()
    };
    return new Throughput(
        metrics.counter(
            "otelcol_processor_incoming_items", "Items that came to a processor.", labels),
        metrics.counter(
            "otelcol_processor_outgoing_items", "Items that a processor passed on.", labels));
  }

  private static void start(ComponentId id, Lifecycle part) throws StartException {
    try {
      part.start();
    } catch (StartException | RuntimeException e) {
      Lifecycle.end(id, part);
      throw e;
    }
  }

  /// Whether everything that a route needs is here and was made from the same configuration.
  boolean serves(Plan.Route route, Configuration next) {
    Held<Exporter> exporter = exporters.get(route.exporter());
    if (route.exports() && !same(exporter, next, Kind.EXPORTER, route.exporter())) {
      return false;
    }
    if (route.decides() || route.releases()) {
      Plan.Step step = route.sampling();
      if (!same(samplers.get(step), next, Kind.PROCESSOR, step.processor())) {
        return false;
      }
    }
    for (Plan.Path path : route.paths()) {
      for (Plan.Step step : path.steps()) {
        if (!same(links.get(step), next, Kind.PROCESSOR, step.processor())) {
          return false;
        }
      }
    }
    return true;
  }

  /// Goes over to a new configuration: closes what is not the same there. Nobody may use that any
  /// more.
  ///
  /// @param kept exporters of relays that go on for now although the configuration may have them
  ///     no longer
  /// @param steps the processors of those relays
  void moveTo(Configuration next, Set<ComponentId> kept, Set<Plan.Step> steps) {
    configuration = next;
    closeUnless(links, (step, held) -> stays(step, held, steps));
    closeUnless(samplers, (step, held) -> stays(step, held, steps));
    closeUnless(exporters, (id, held) -> stays(id, held, kept));
  }

  private static <K, T> void closeUnless(Map<K, Held<T>> all, BiPredicate<K, Held<T>> stays) {
    all.entrySet()
        .removeIf(
            entry -> {
              boolean gone = !stays.test(entry.getKey(), entry.getValue());
              if (gone) {
                entry.getValue().end();
              }
              return gone;
            });
  }

  private boolean stays(Plan.Step step, Held<?> held, Set<Plan.Step> kept) {
    return uses(configuration, step)
        ? same(held, configuration, Kind.PROCESSOR, step.processor())
        : kept.contains(step);
  }

  private boolean stays(ComponentId exporter, Held<?> held, Set<ComponentId> kept) {
    return find(configuration, Kind.EXPORTER, exporter).isPresent()
        ? same(held, configuration, Kind.EXPORTER, exporter)
        : kept.contains(exporter);
  }

  private static boolean uses(Configuration next, Plan.Step step) {
    Configuration.Pipeline pipeline = next.pipelines().get(step.pipeline());
    return pipeline != null && pipeline.processors().contains(step.processor());
  }

  private boolean same(@Nullable Held<?> held, Configuration in, Kind kind, ComponentId id) {
    return held != null
        && find(in, kind, id)
            .filter(configured -> parts.fingerprint(configured, in).equals(held.fingerprint()))
            .isPresent();
  }

  private static Optional<Configuration.Configured> find(
      Configuration in, Kind kind, ComponentId id) {
    return Optional.ofNullable(in.components().getOrDefault(kind, Map.of()).get(id));
  }

  private Configuration.Configured configured(Kind kind, ComponentId id) {
    return find(configuration, kind, id)
        .orElseThrow(
            () -> new IllegalStateException("the configuration has no " + kind.word() + " " + id));
  }

  private Set<Signal> signals(ComponentId exporter) {
    Set<Signal> signals = new TreeSet<>();
    for (Configuration.Pipeline pipeline : configuration.pipelines().values()) {
      if (pipeline.exporters().contains(exporter)) {
        signals.add(signal(pipeline.id()));
      }
    }
    return signals;
  }

  private static Signal signal(ComponentId pipeline) {
    return Signal.valueOf(pipeline.type().toUpperCase(Locale.ROOT));
  }

  /// Ends all of them: processors, then exporters.
  @Override
  public void close() {
    links.values().forEach(Held::end);
    links.clear();
    exporters.values().forEach(Held::end);
    exporters.clear();
  }
}
