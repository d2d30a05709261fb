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
final class Switch {
  private static final Logger LOG = LoggerFactory.getLogger(Switch.class);

  private final Engine engine;
  private final Configuration before;
  private final Plan plan;
  private final List<Plan.Route> stopped = new ArrayList<>();
  private final List<Relay> made = new ArrayList<>();

  Switch(Engine engine, Configuration before, Plan plan) {
    this.engine = engine;
    this.before = before;
    this.plan = plan;
  }

  /// Makes the change.
  ///
  /// @throws StartException if something new does not start; {@link #back} then undoes the rest
  Reload.Applied to(
      Configuration next, Plan nextPlan, List<Orphan> orphans, Reload.Leftovers leftovers)
      throws StartException {
    engine.prepare(nextPlan);
    Map<String, Plan.Route> wanted = new HashMap<>();
    nextPlan.routes().forEach(route -> wanted.put(route.group(), route));
    Set<ComponentId> draining = new HashSet<>();
    int kept = 0;
    for (Map.Entry<String, Relay> entry : Map.copyOf(engine.relays()).entrySet()) {
      Relay relay = entry.getValue();
      Plan.Route route = relay.route();
      boolean drains = leftovers == Reload.Leftovers.DRAIN && isOrphan(route, orphans);
      boolean same =
          route.equals(wanted.get(entry.getKey())) && engine.instances().serves(route, next);
      if (drains) {
        draining.add(route.exporter());
      } else if (same) {
        kept++;
      } else {
        engine.stop(entry.getKey());
        stopped.add(route);
      }
    }
    engine.instances().moveTo(next, draining);
    List<String> changed = start(nextPlan);
    engine.register(entries(nextPlan, orphans, leftovers), gone(wanted.keySet(), orphans));
    return new Reload.Applied(changed, kept);
  }

  private List<String> start(Plan nextPlan) throws StartException {
    List<String> changed = new ArrayList<>();
    if (engine.exports()) {
      for (Plan.Route route : nextPlan.routes()) {
        if (!engine.relays().containsKey(route.group())) {
          made.add(engine.make(route));
          changed.add(route.pipeline() + " -> " + route.exporter());
        }
      }
      made.forEach(Relay::start);
    }
    return changed;
  }

  private static boolean isOrphan(Plan.Route route, List<Orphan> orphans) {
    return orphans.stream()
        .anyMatch(
            orphan ->
                orphan.pipeline().equals(route.pipeline())
                    && orphan.exporter().equals(route.exporter()));
  }

  private List<Registry.Entry> entries(
      Plan nextPlan, List<Orphan> orphans, Reload.Leftovers leftovers) {
    List<Registry.Entry> entries = new ArrayList<>();
    nextPlan.routes().forEach(r -> entries.add(engine.entry(r)));
    if (leftovers == Reload.Leftovers.ABANDON) {
      for (Registry.Entry entry : engine.registered().values()) {
        orphans.stream()
            .filter(orphan -> isOrphan(entry.route(), List.of(orphan)))
            .forEach(
                orphan ->
                    entries.add(
                        new Registry.Entry(entry.route(), Optional.of(orphan.items()), List.of())));
      }
    }
    return entries;
  }

  /// Groups that are planned no longer and for which nothing waits.
  private Set<String> gone(Set<String> wanted, List<Orphan> orphans) {
    Set<String> gone = new HashSet<>();
    engine
        .registered()
        .forEach(
            (group, entry) -> {
              if (!wanted.contains(group)
                  && entry.abandoned().isEmpty()
                  && !isOrphan(entry.route(), orphans)) {
                gone.add(group);
              }
            });
    return gone;
  }

  /// Goes back to the configuration before.
  void back() {
    made.forEach(relay -> engine.stop(relay.route().group()));
    engine.instances().moveTo(before, Set.of());
    try {
      engine.prepare(plan);
      for (Plan.Route route : stopped) {
        engine.make(route).start();
      }
    } catch (StartException e) {
      LOG.error("the configuration before could not be restored either", e);
    }
  }
}
