package io.tailrace.topology;

import io.tailrace.component.Metrics;
import io.tailrace.component.StartException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which relays run here: those for which this process's file says what the plan says.
///
/// A process that starts with another file waits until nobody works by the plan; one whose plan
/// was changed by others waits until its own file says the same.
final class Duty {
  private static final Logger LOG = LoggerFactory.getLogger(Duty.class);

  private final Engine engine;
  private final Metrics metrics;
  private final Map<String, SharedPlan.Wanted> wanted = new LinkedHashMap<>();
  private final Set<String> overruled = new TreeSet<>();
  private final Map<String, String> apart = new ConcurrentHashMap<>();
  private long seen = -1;

  Duty(Engine engine, Metrics metrics) {
    this.engine = engine;
    this.metrics = metrics;
  }

  /// Takes a configuration's routes on.
  void take(List<SharedPlan.Wanted> routes) {
    wanted.clear();
    overruled.clear();
    routes.forEach(route -> wanted.put(route.group(), route));
    List.copyOf(apart.keySet()).forEach(this::together);
  }

  /// Why routes do not run here, one sentence each.
  List<String> apart() {
    return apart.values().stream().sorted().toList();
  }

  /// Takes routes into the plan where nobody works by another file, and runs what may run.
  void join() throws StartException {
    Engine.plan(
        () -> {
          List<SharedPlan.Wanted> willing =
              wanted.values().stream().filter(each -> !overruled.contains(each.group())).toList();
          Map<String, String> others = engine.shared().join(willing);
          for (SharedPlan.Wanted each : willing) {
            Optional<String> difference = engine.shared().difference(each);
            if (difference.isPresent()) {
              separate(
                  each, difference.get(), others.getOrDefault(each.group(), "another process"));
            }
          }
        });
    run();
  }

  /// Starts the relays that may run and do not.
  ///
  /// @return what was started, as `pipeline -> exporter`
  List<String> run() throws StartException {
    List<String> started = new ArrayList<>();
    for (SharedPlan.Wanted each : wanted.values()) {
      boolean may =
          engine.shared().difference(each).isEmpty()
              && engine.shared().predecessor(each.group()).isEmpty();
      if (may && !engine.relays().containsKey(each.group())) {
        together(each.group());
        engine.run(each.route());
        started.add(each.route().pipeline() + " -> " + each.route().exporter());
      }
    }
    for (Planned each : engine.shared().others(wanted.keySet())) {
      boolean may = each.state() == Planned.State.DRAINING && engine.instances().has(each.route());
      if (may && !engine.relays().containsKey(each.group())) {
        engine.run(each.route());
      }
    }
    return started;
  }

  /// Looks whether others changed the plan or left, and follows.
  void observe() throws ExecutionException, InterruptedException {
    long end = engine.planEnd();
    if (end != seen) {
      engine.shared().refresh();
      seen = end;
    } else if (apart.isEmpty()) {
      return;
    }
    for (SharedPlan.Wanted each : wanted.values()) {
      Optional<String> difference = engine.shared().difference(each);
      if (difference.isPresent() && engine.relays().containsKey(each.group())) {
        engine.stop(each.group(), true);
        overruled.add(each.group());
        separate(each, difference.get(), "another process");
      }
    }
    try {
      join();
    } catch (StartException e) {
      LOG.warn("could not start what the plan has again, trying later: {}", e.getMessage());
    }
  }

  private void separate(SharedPlan.Wanted each, String difference, String others) {
    Plan.Route route = each.route();
    String text =
        "exporter %s of pipeline %s does not run here: %s than %s works by"
            .formatted(route.exporter(), route.pipeline(), difference, others);
    if (!text.equals(apart.put(each.group(), text))) {
      LOG.warn("{}. Give all processes of this plan the same file, or reload this one", text);
      metrics.gauge(
          "tailrace_plan_differs",
          "1 where an exporter does not run because this process's file and the plan differ.",
          () -> apart.containsKey(each.group()) ? 1 : 0,
          "pipeline",
          route.pipeline().toString(),
          "exporter",
          route.exporter().toString());
    }
  }

  private void together(String group) {
    apart.remove(group);
  }
}
