package io.tailrace.app;

import io.tailrace.component.Exporter;
import io.tailrace.component.Intake;
import io.tailrace.component.Lifecycle;
import io.tailrace.component.Processor;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.Kind;
import io.tailrace.topology.Plan;
import io.tailrace.topology.Planner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The flow of an agent that has no Kafka: each request goes to the next hop while its client
/// waits.
final class DirectFlow implements Flow {
  private static final long MOST_BYTES = 64L << 20;

  private final Hosts hosts;
  private final Map<ComponentId, DirectIntake> intakes = new HashMap<>();
  private final List<Lifecycle> started = new ArrayList<>();

  DirectFlow(Hosts hosts) {
    this.hosts = hosts;
  }

  @Override
  public void start(Configuration configuration) throws StartException {
    Plan plan = Planner.plan(configuration, "");
    Map<ComponentId, Exporter> exporters = new HashMap<>();
    Map<Plan.Step, Processor> processors = new HashMap<>();
    for (ComponentId receiver : plan.receivers().keySet()) {
      List<DirectIntake.Route> routes = new ArrayList<>();
      for (Plan.Route route : plan.routes()) {
        for (Plan.Path path : route.paths()) {
          if (!route.publishes() && path.receivers().contains(receiver)) {
            List<Processor> steps = new ArrayList<>();
            for (Plan.Step step : path.steps()) {
              steps.add(processor(configuration, step, route, processors));
            }
            Exporter exporter = exporter(configuration, route.exporter(), plan, exporters);
            routes.add(new DirectIntake.Route(route.signal(), steps, List.of(exporter)));
          }
        }
      }
      intakes.put(receiver, new DirectIntake(routes, MOST_BYTES));
    }
  }

  private Exporter exporter(
      Configuration configuration, ComponentId id, Plan plan, Map<ComponentId, Exporter> exporters)
      throws StartException {
    Exporter known = exporters.get(id);
    if (known != null) {
      return known;
    }
    Exporter made =
        hosts.exporter(configured(configuration, Kind.EXPORTER, id), Set.copyOf(plan.signals()));
    made.start();
    started.add(made);
    exporters.put(id, made);
    return made;
  }

  private Processor processor(
      Configuration configuration,
      Plan.Step step,
      Plan.Route route,
      Map<Plan.Step, Processor> processors)
      throws StartException {
    Processor known = processors.get(step);
    if (known != null) {
      return known;
    }
    Processor made =
        hosts.processor(
            configured(configuration, Kind.PROCESSOR, step.processor()),
            step.pipeline(),
            route.signal());
    made.start();
    started.add(made);
    processors.put(step, made);
    return made;
  }

  private static Configuration.Configured configured(
      Configuration configuration, Kind kind, ComponentId id) {
    return Optional.ofNullable(configuration.components().getOrDefault(kind, Map.of()).get(id))
        .orElseThrow();
  }

  @Override
  public Optional<String> obstacle(Configuration next) {
    return Optional.empty();
  }

  @Override
  public List<String> apply(Configuration configuration) throws StartException {
    DirectFlow next = new DirectFlow(hosts);
    try {
      next.start(configuration);
    } catch (StartException e) {
      next.close();
      throw e;
    }
    Map<ComponentId, DirectIntake> old = Map.copyOf(intakes);
    List<Lifecycle> oldStarted = List.copyOf(started);
    intakes.clear();
    intakes.putAll(next.intakes);
    started.clear();
    started.addAll(next.started);
    old.values().forEach(DirectIntake::drain);
    oldStarted.reversed().forEach(Lifecycle::close);
    return List.of("all exporters started anew");
  }

  @Override
  public List<String> restore(Configuration configuration) throws StartException {
    return apply(configuration);
  }

  @Override
  public Intake intake(ComponentId receiver) {
    return Optional.ofNullable(intakes.get(receiver)).orElseThrow();
  }

  @Override
  public String place() {
    return "none: requests are answered when the next hop has accepted";
  }

  @Override
  public List<String> unready() {
    return List.of();
  }

  @Override
  public String ledger() {
    return "{}";
  }

  @Override
  public void close() {
    intakes.values().forEach(DirectIntake::close);
    intakes.clear();
    started.reversed().forEach(Lifecycle::close);
    started.clear();
  }
}
