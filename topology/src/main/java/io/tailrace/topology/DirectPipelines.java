package io.tailrace.topology;

import io.tailrace.component.Exporter;
import io.tailrace.component.Intake;
import io.tailrace.component.MetadataKeys;
import io.tailrace.component.Metrics;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The pipelines of a configuration without Kafka: what receivers hand in goes through processors
/// to exporters while its sender waits.
///
/// Start them before the receivers; close them after.
public final class DirectPipelines implements AutoCloseable {
  private static final long MOST_BYTES = 64L << 20;

  /// As long as a receiver lets requests end.
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Parts parts;
  private final Metrics metrics;
  private final Map<MetadataKeys, Set<Metadata>> combinations = new ConcurrentHashMap<>();
  private final DirectIntake intake = new DirectIntake(MOST_BYTES);
  private Optional<Instances> instances = Optional.empty();

  /// Creates the pipelines; nothing happens before {@link #follow}.
  public DirectPipelines(Parts parts, Metrics metrics) {
    this.parts = parts;
    this.metrics = metrics;
  }

  /// Starts the pipelines of a configuration, leads requests through them from now on, and ends
  /// those of the configuration before once what is under way there has been answered. What is the
  /// same in both goes on.
  ///
  /// @return the processors and exporters that were started
  /// @throws StartException if any of them does not start; those before go on then
  public List<ComponentId> follow(Configuration configuration) throws StartException {
    Instances before = instances.orElseGet(() -> new Instances(configuration, parts, metrics));
    Instances next = before.next(configuration);
    Passage passage;
    try {
      Plan plan = Planner.plan(configuration, "", parts::samples);
      refuseSampling(plan);
      passage = new Passage(entrances(plan, next));
    } catch (StartException | RuntimeException e) {
      next.closeBut(before);
      throw e;
    }
    List<ComponentId> started = next.but(before);
    instances = Optional.of(next);
    intake.lead(passage).end(GRACE);
    before.closeBut(next);
    return started;
  }

  private static void refuseSampling(Plan plan) throws StartException {
    for (Plan.Route route : plan.sampled()) {
      throw new StartException(
          "The processor %s of pipeline %s waits for whole traces, and without Kafka there is nowhere to wait. Move it to the gateway that this agent sends to, or configure kafka.brokers."
              .formatted(route.exporter().name(), route.pipeline()));
    }
  }

  private Map<Source, Passage.Entrance> entrances(Plan plan, Instances instances)
      throws StartException {
    Map<Source, List<Passage.Branch>> branches = new HashMap<>();
    Map<Source, Demands> demands = new HashMap<>();
    for (Plan.Route route : plan.routes()) {
      if (!route.publishes()) {
        Exporter exporter = instances.exporter(route.exporter());
        for (Chain chain : instances.chains(route)) {
          Passage.Branch branch = new Passage.Branch(route, chain, exporter);
          plan.sources().stream()
              .filter(branch::takes)
              .forEach(
                  source -> branches.computeIfAbsent(source, _ -> new ArrayList<>()).add(branch));
        }
        instances.demands(route, demands);
      }
    }
    instances.count(plan);
    Map<Source, Passage.Entrance> entrances = new HashMap<>();
    for (Source source : plan.sources()) {
      entrances.put(
          source,
          new Passage.Entrance(
              AdmissionControl.of(demands.getOrDefault(source, Demands.NONE), combinations),
              branches.getOrDefault(source, List.of())));
    }
    return entrances;
  }

  /// The intake of a receiver; it stays the same over {@link #follow}.
  public Intake intake(ComponentId receiver) {
    return intake.of(receiver);
  }

  /// Ends what is under way and closes everything: no receiver waits for it any more.
  @Override
  public void close() {
    intake.close();
    instances.ifPresent(Instances::close);
  }
}
