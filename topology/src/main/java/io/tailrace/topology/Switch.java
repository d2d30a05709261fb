package io.tailrace.topology;

import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The change from one configuration to another while everything that both share goes on.
///
/// First the relays that change end and everything new is started, which may fail and is undone
/// then; only after that the plan changes, at one barrier for all.
final class Switch {
  private static final Logger LOG = LoggerFactory.getLogger(Switch.class);

  private final Engine engine;
  private final Duty duty;
  private final Configuration before;
  private final Plan plan;
  private boolean followed;

  Switch(Engine engine, Duty duty, Configuration before, Plan plan) {
    this.engine = engine;
    this.duty = duty;
    this.before = before;
    this.plan = plan;
  }

  /// Makes the change.
  ///
  /// @param orphans exporters that are gone while items wait for them
  /// @throws StartException if something new does not start; {@link #back} then undoes the rest
  Reload.Applied to(
      Configuration next, Plan nextPlan, List<Orphan> orphans, Reload.Leftovers leftovers)
      throws StartException {
    engine.prepare(nextPlan);
    int kept = stopWhatChanges(next, nextPlan);
    moveInstances(next, nextPlan);
    if (!engine.exports()) {
      engine.route(nextPlan);
      return new Reload.Applied(List.of(), 0);
    }
    List<SharedPlan.Wanted> wanted = engine.wanted(nextPlan, next);
    List<SharedPlan.Leaving> leaving = leaving(nextPlan, orphans, leftovers);
    followed = true;
    StartException[] failure = new StartException[1];
    Engine.plan(
        () -> {
          try {
            engine.shared().follow(wanted, leaving);
          } catch (StartException e) {
            failure[0] = e;
          }
        });
    if (failure[0] != null) {
      throw failure[0];
    }
    engine.route(nextPlan);
    duty.take(wanted);
    return new Reload.Applied(duty.run(), kept);
  }

  private int stopWhatChanges(Configuration next, Plan nextPlan) {
    Map<String, Plan.Route> wanted = new HashMap<>();
    nextPlan.routes().forEach(route -> wanted.put(route.group(), route));
    int kept = 0;
    for (Map.Entry<String, Reader> entry : Map.copyOf(engine.relays()).entrySet()) {
      Plan.Route route = entry.getValue().route();
      if (route.equals(wanted.get(entry.getKey())) && engine.instances().serves(route, next)) {
        kept++;
      } else {
        engine.stop(entry.getKey(), !wanted.containsKey(entry.getKey()));
      }
    }
    return kept;
  }

  /// Keeps what relays need that finish what came before.
  private void moveInstances(Configuration next, Plan nextPlan) {
    Set<ComponentId> exporters = new HashSet<>();
    Set<Plan.Step> steps = new HashSet<>();
    for (Planned each : engine.shared().others(groups(nextPlan))) {
      exporters.add(each.route().exporter());
      each.route().paths().forEach(path -> steps.addAll(path.steps()));
      each.former().stream()
          .flatMap(former -> former.paths().stream())
          .forEach(path -> steps.addAll(path.steps()));
    }
    engine.instances().moveTo(next, exporters, steps);
  }

  private static Set<String> groups(Plan plan) {
    Set<String> groups = new HashSet<>();
    plan.routes().forEach(route -> groups.add(route.group()));
    return groups;
  }

  /// What becomes of routes that are planned no longer: all finish what came to them, unless a
  /// person gives that up.
  private List<SharedPlan.Leaving> leaving(
      Plan nextPlan, List<Orphan> orphans, Reload.Leftovers leftovers) {
    List<SharedPlan.Leaving> leaving = new ArrayList<>();
    for (Planned each : engine.shared().others(groups(nextPlan))) {
      Optional<Orphan> orphan =
          orphans.stream()
              .filter(_ -> leftovers == Reload.Leftovers.ABANDON)
              .filter(one -> one.isOf(each.route()))
              .findFirst();
      if (orphan.isPresent()) {
        leaving.add(new SharedPlan.Leaving.GiveUp(each.group(), orphan.get().items()));
      } else if (each.state() == Planned.State.RUNNING) {
        leaving.add(
            new SharedPlan.Leaving.Finish(
                each.group(), engine.shared().successor(each, nextPlan.routes()).orElse("")));
      }
    }
    return leaving;
  }

  /// Goes back to the configuration before. Exporters that are new since then finish what came to
  /// them in between.
  void back() {
    try {
      Set<String> groups = groups(plan);
      for (String group : Map.copyOf(engine.relays()).keySet()) {
        if (!groups.contains(group)) {
          engine.stop(group, true);
        }
      }
      if (followed) {
        new Switch(engine, duty, before, plan).to(before, plan, List.of(), Reload.Leftovers.DRAIN);
      } else {
        moveInstances(before, plan);
        engine.route(plan);
        duty.run();
      }
    } catch (StartException | RuntimeException e) {
      LOG.error("the configuration before could not be restored either", e);
    }
  }
}
