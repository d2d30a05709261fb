package io.tailrace.topology;

import io.tailrace.component.Intake;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The pipelines of a configuration, running: what receivers hand in goes to Kafka, and from
/// there through processors to exporters.
///
/// Start it after the broker and before the receivers; close it after them.
public final class Pipelines implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Pipelines.class);

  private final Setting setting;
  private final Parts parts;
  private @Nullable Running running;
  private final LedgerGauges gauges;
  private volatile Ledger seen = new Ledger(List.of());

  private record Running(
      Engine engine, Configuration configuration, Plan plan, Housekeeper housekeeper) {
    Running with(Configuration next, Plan nextPlan) {
      return new Running(engine, next, nextPlan, housekeeper);
    }
  }

  /// Creates the pipelines; nothing happens before {@link #start}.
  public Pipelines(Setting setting, Parts parts) {
    this.setting = setting;
    this.parts = parts;
    this.gauges = new LedgerGauges(setting.metrics(), this::lastLedger);
  }

  /// Makes topics, starts exporters and processors, and begins to relay. When it returns the
  /// intake may be used.
  ///
  /// @throws StartException if anything of that fails, with the cause and the fix
  public synchronized void start(Configuration configuration) throws StartException {
    if (running != null) {
      throw new IllegalStateException("already started");
    }
    Plan plan = Planner.plan(configuration, setting.config().topics().prefix());
    Engine engine = new Engine(setting, configuration, parts);
    try {
      engine.prepare(plan);
      if (engine.exports()) {
        List<Relay> made = new ArrayList<>();
        for (Plan.Route route : plan.routes()) {
          made.add(engine.make(route));
        }
        engine.register(plan.routes().stream().map(engine::entry).toList(), Set.of());
        made.forEach(Relay::start);
      }
      engine.intake().start();
      Housekeeper housekeeper =
          new Housekeeper(engine.keepBooks(), engine.measure(), engine.trim(), watch(engine));
      running = new Running(engine, configuration, plan, housekeeper);
      housekeeper.start();
      orphans(engine, plan)
          .forEach(
              orphan ->
                  LOG.warn(
                      "{} items wait for exporter {} of pipeline {}, which the configuration has"
                          + " no longer: they stay in Kafka until it is back or they are abandoned",
                      orphan.items(),
                      orphan.exporter(),
                      orphan.pipeline()));
    } catch (StartException | RuntimeException e) {
      if (running == null) {
        engine.close();
      } else {
        close();
      }
      throw e;
    }
  }

  private Housekeeper.Chore watch(Engine engine) {
    return new Housekeeper.Chore(
        "read the ledger",
        Duration.ofSeconds(15),
        () -> {
          seen = ledger(engine);
          gauges.update();
          finishDrained(engine);
        });
  }

  /// Puts a new configuration into effect: what is the same in both is not interrupted.
  ///
  /// Receivers ask {@link #intake} again only if they are made anew.
  ///
  /// @param leftovers what happens to items that wait for an exporter that is gone
  public synchronized Reload apply(Configuration next, Reload.Leftovers leftovers) {
    Running run = running();
    Plan plan = Planner.plan(next, setting.config().topics().prefix());
    List<Orphan> orphans = orphans(run.engine(), plan);
    if (!orphans.isEmpty() && leftovers == Reload.Leftovers.REFUSE) {
      return new Reload.Backlog(orphans);
    }
    Switch change = new Switch(run.engine(), run.configuration(), run.plan());
    try {
      Reload.Applied applied = change.to(next, plan, orphans, leftovers);
      running = run.with(next, plan);
      return applied;
    } catch (StartException | RuntimeException e) {
      change.back();
      return new Reload.Failed(String.valueOf(e.getMessage()));
    }
  }

  /// Exporters that a configuration has no longer while items wait for them.
  public synchronized List<Orphan> orphans(Configuration next) {
    return orphans(running().engine(), Planner.plan(next, setting.config().topics().prefix()));
  }

  private static List<Orphan> orphans(Engine engine, Plan plan) {
    Set<String> planned = new HashSet<>();
    plan.routes().forEach(route -> planned.add(route.group()));
    List<Plan.Route> gone = new ArrayList<>();
    engine
        .registered()
        .forEach(
            (group, entry) -> {
              if (!planned.contains(group) && entry.abandoned().isEmpty()) {
                gone.add(entry.route());
              }
            });
    List<Orphan> orphans = new ArrayList<>();
    try {
      for (Ledger.Row row : engine.ledger(gone).rows()) {
        if (row.inFlight() > 0) {
          orphans.add(new Orphan(row.pipeline(), row.exporter(), row.inFlight()));
        }
      }
    } catch (ExecutionException e) {
      LOG.warn("could not count what waits for exporters that are gone: {}", e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return orphans;
  }

  /// Counts afresh: the ledger that was seen last may be older than the plan, and an exporter that
  /// had nothing to do then may have a backlog to drain now.
  private synchronized void finishDrained(Engine engine)
      throws ExecutionException, InterruptedException {
    Running run = running;
    if (run == null) {
      return;
    }
    Set<String> planned = new HashSet<>();
    run.plan().routes().forEach(route -> planned.add(route.group()));
    List<Plan.Route> leaving =
        engine.registered().values().stream()
            .filter(entry -> entry.abandoned().isEmpty())
            .map(Registry.Entry::route)
            .filter(route -> !planned.contains(route.group()))
            .toList();
    for (Ledger.Row row : engine.ledger(leaving).rows()) {
      if (row.inFlight() == 0) {
        strike(engine, setting.names().group(row.pipeline(), row.exporter()));
      }
    }
  }

  private static void strike(Engine engine, String group) throws InterruptedException {
    try {
      engine.stop(group);
      engine.register(List.of(), Set.of(group));
    } catch (StartException e) {
      LOG.warn("could not strike {} out of the plan: {}", group, e.getMessage());
    }
  }

  /// The ledger as of now. Waits for Kafka.
  ///
  /// @throws ExecutionException if Kafka does not answer
  public Ledger ledger() throws ExecutionException, InterruptedException {
    return ledger(engine());
  }

  private synchronized Engine engine() {
    return running().engine();
  }

  private static Ledger ledger(Engine engine) throws ExecutionException, InterruptedException {
    List<Plan.Route> routes = new ArrayList<>();
    Map<String, Registry.Entry> registered = new TreeMap<>(engine.registered());
    registered.values().forEach(entry -> routes.add(entry.route()));
    List<Ledger.Row> rows = new ArrayList<>();
    List<Registry.Entry> entries = List.copyOf(registered.values());
    List<Ledger.Row> found = engine.ledger(routes).rows();
    for (int i = 0; i < found.size(); i++) {
      Optional<Long> abandoned = entries.get(i).abandoned();
      rows.add(abandoned.isPresent() ? found.get(i).abandonedAll(abandoned.get()) : found.get(i));
    }
    return new Ledger(rows);
  }

  /// The ledger as it was some seconds ago, without waiting.
  public Ledger lastLedger() {
    return seen;
  }

  /// The intake of a receiver; it stays the same over {@link #apply}.
  ///
  /// @throws IllegalStateException if the pipelines do not run
  public synchronized Intake intake(ComponentId receiver) {
    return running().engine().intake().of(receiver);
  }

  private Running running() {
    if (running == null) {
      throw new IllegalStateException("the pipelines do not run");
    }
    return running;
  }

  /// Writes what was handed in, lets requests that are under way end, commits, and closes
  /// everything.
  @Override
  public void close() {
    Running run;
    synchronized (this) {
      run = running;
      running = null;
    }
    if (run != null) {
      run.housekeeper().close();
      run.engine().close();
    }
  }
}
