package io.tailrace.app;

import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.Kind;
import io.tailrace.topology.Plan;
import io.tailrace.topology.Planner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a reload from one configuration to another would do.
///
/// @param before the configuration that runs
/// @param after the one to come
record Difference(Configuration before, Configuration after) {
  /// Returns one line for each component that would start, end, restart, or leave a backlog;
  /// empty when nothing would change.
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Kind kind : List.of(Kind.EXTENSION, Kind.RECEIVER)) {
      components(kind, lines);
    }
    routes(lines);
    if (!before.telemetry().equals(after.telemetry())) {
      lines.add("restart   service::telemetry");
    }
    return lines;
  }

  private void components(Kind kind, List<String> lines) {
    Map<ComponentId, Object> old = used(kind, before);
    Map<ComponentId, Object> now = used(kind, after);
    Set<ComponentId> all = new LinkedHashSet<>(old.keySet());
    all.addAll(now.keySet());
    for (ComponentId id : all) {
      String name = kind.key() + "::" + id;
      if (!old.containsKey(id)) {
        lines.add("start     " + name);
      } else if (!now.containsKey(id)) {
        lines.add("end       " + name);
      } else if (!old.get(id).equals(now.get(id))) {
        lines.add("restart   " + name);
      }
    }
  }

  /// What runs of a kind, with everything that each depends on.
  private static Map<ComponentId, Object> used(Kind kind, Configuration configuration) {
    Map<ComponentId, Object> used = new HashMap<>();
    Map<ComponentId, Set<?>> receivers =
        new HashMap<>(Planner.plan(configuration, "", Components::samples).receivers());
    configuration
        .components()
        .getOrDefault(kind, Map.of())
        .forEach(
            (id, component) -> {
              boolean runs =
                  kind == Kind.RECEIVER
                      ? receivers.containsKey(id)
                      : configuration.extensions().contains(id);
              if (runs) {
                used.put(
                    id,
                    List.of(
                        Fingerprint.of(component, configuration),
                        receivers.getOrDefault(id, Set.of())));
              }
            });
    return used;
  }

  private void routes(List<String> lines) {
    Map<String, Plan.Route> old = byGroup(before);
    Map<String, Plan.Route> now = byGroup(after);
    now.forEach(
        (group, route) -> {
          String name = route.end() + " of " + route.pipeline();
          Plan.Route was = old.get(group);
          if (was == null) {
            lines.add("start     " + name);
          } else if (!was.topic().equals(route.topic()) || !was.paths().equals(route.paths())) {
            lines.add("move      " + name + ": finishes what came before, then takes the new way");
          } else if (!parts(was, before).equals(parts(route, after))) {
            lines.add("restart   " + name);
          }
        });
    old.forEach(
        (group, route) -> {
          if (!now.containsKey(group)) {
            lines.add(
                "orphan    %s of %s: refused while it has a backlog"
                    .formatted(route.end(), route.pipeline()));
          }
        });
  }

  private static Map<String, Plan.Route> byGroup(Configuration configuration) {
    Map<String, Plan.Route> routes = new java.util.LinkedHashMap<>();
    Planner.plan(configuration, "", Components::samples)
        .routes()
        .forEach(route -> routes.put(route.group(), route));
    return routes;
  }

  /// The exporter and the processors of a route, as far as they are configured.
  private static List<Fingerprint> parts(Plan.Route route, Configuration configuration) {
    List<Fingerprint> parts = new ArrayList<>();
    if (!route.publishes()) {
      parts.add(fingerprint(Kind.EXPORTER, route.exporter(), configuration));
    }
    for (Plan.Path path : route.paths()) {
      for (Plan.Step step : path.steps()) {
        parts.add(fingerprint(Kind.PROCESSOR, step.processor(), configuration));
      }
    }
    return parts;
  }

  private static Fingerprint fingerprint(Kind kind, ComponentId id, Configuration configuration) {
    return configuration.components().getOrDefault(kind, Map.of()).values().stream()
        .filter(component -> component.id().equals(id))
        .findFirst()
        .map(component -> Fingerprint.of(component, configuration))
        .orElseThrow();
  }
}
