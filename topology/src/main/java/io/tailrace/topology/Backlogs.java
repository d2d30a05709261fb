package io.tailrace.topology;

import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What waits for exporters that a plan has no longer.
record Backlogs(Engine engine) {
  private static final Logger LOG = LoggerFactory.getLogger(Backlogs.class);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration BETWEEN = Duration.ofMillis(50);

  /// Finds exporters that a plan has no longer and that do not catch up within some seconds: under
  /// load something is always on its way. One that moved to another pipeline, or drains already,
  /// is none unless everything is given up.
  ///
  /// @throws StartException if Kafka does not say
  List<Orphan> orphans(Plan plan, Reload.Leftovers leftovers) throws StartException {
    List<Orphan> orphans = new ArrayList<>();
    Engine.plan(
        () -> {
          List<Planned> behind = new ArrayList<>();
          for (Planned each : leaving(plan)) {
            boolean finishes =
                each.state() == Planned.State.DRAINING
                    || engine.shared().successor(each, plan.routes()).isPresent();
            if (!finishes || leftovers == Reload.Leftovers.ABANDON) {
              behind.add(each);
            }
          }
          orphans.addAll(waiting(stillBehind(behind)));
        });
    return orphans;
  }

  /// Those among them that waited all along, and that nobody works off.
  List<Orphan> waiting(Plan plan) throws StartException {
    List<Orphan> orphans = new ArrayList<>();
    Engine.plan(
        () -> {
          List<Planned> leaving = new ArrayList<>(leaving(plan));
          leaving.removeIf(each -> engine.relays().containsKey(each.group()));
          orphans.addAll(waiting(leaving));
        });
    return orphans;
  }

  private List<Planned> leaving(Plan plan) {
    Set<String> groups = new HashSet<>();
    plan.routes().forEach(route -> groups.add(route.group()));
    return engine.exports() ? engine.shared().others(groups) : List.of();
  }

  private List<Planned> stillBehind(List<Planned> some)
      throws ExecutionException, InterruptedException {
    Map<Planned, Map<Integer, Long>> ends = new HashMap<>();
    for (Planned each : some) {
      ends.put(each, engine.ends(each.route()));
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      List<Planned> behind = new ArrayList<>();
      for (Map.Entry<Planned, Map<Integer, Long>> each : ends.entrySet()) {
        Map<Integer, Long> positions = engine.positions(each.getKey().route());
        if (!new Former(List.of(), each.getValue()).isPast(positions)) {
          behind.add(each.getKey());
        }
      }
      if (behind.isEmpty() || System.nanoTime() > deadline) {
        return behind;
      }
      Thread.sleep(BETWEEN);
    }
  }

  private List<Orphan> waiting(List<Planned> some) throws ExecutionException, InterruptedException {
    List<Orphan> orphans = new ArrayList<>();
    for (Ledger.Row row : engine.ledger(some).rows()) {
      if (row.inFlight() > 0) {
        orphans.add(new Orphan(row.pipeline(), row.exporter(), row.inFlight()));
      }
    }
    return orphans;
  }

  /// Whether a route that drains has everything that it is to have. Deciding ends with releasing,
  /// which reads on until everything is decided; and who reads what is released ends after that.
  private boolean isFinished(Planned each) throws ExecutionException, InterruptedException {
    Plan.Route route = each.route();
    if (route.decides()) {
      return !isReleased(route.pipeline());
    }
    Map<Integer, Long> positions = engine.positions(route);
    if (engine.isReleased(route.topic())) {
      boolean ends =
          engine.shared().known().values().stream()
              .filter(other -> other.route().releases())
              .noneMatch(other -> engine.output(other.route()).equals(route.topic()));
      return ends && new Former(List.of(), engine.ends(route)).isPast(positions);
    }
    return each.isDrained(positions);
  }

  private boolean isReleased(ComponentId pipeline) {
    return engine.shared().known().values().stream()
        .map(Planned::route)
        .anyMatch(route -> route.releases() && route.pipeline().equals(pipeline));
  }

  /// Ends the relays of exporters that are gone and have finished, and strikes them out.
  void strikeFinished(Plan plan) throws ExecutionException, InterruptedException {
    for (Planned each : leaving(plan)) {
      if (each.state() == Planned.State.DRAINING && isFinished(each)) {
        engine.stop(each.group(), true);
        engine.shared().strike(each.group());
        try (var _ = each.route().logs()) {
          LOG.info(
              "exporter {} of pipeline {} has everything that came before it was taken out",
              each.route().exporter(),
              each.route().pipeline());
        }
      }
    }
  }
}
