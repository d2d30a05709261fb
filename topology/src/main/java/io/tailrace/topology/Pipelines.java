package io.tailrace.topology;

import io.tailrace.component.Intake;
import io.tailrace.component.LogContext;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
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
  private final ReentrantLock turn = new ReentrantLock();
  private volatile @Nullable Running running;
  private final LedgerGauges gauges;
  private volatile Ledger seen = new Ledger(List.of(), List.of());

  private record Running(
      Engine engine, Duty duty, Configuration configuration, Plan plan, List<Housekeeper> keepers) {
    Running with(Configuration next, Plan nextPlan) {
      return new Running(engine, duty, next, nextPlan, keepers);
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
  public void start(Configuration configuration) throws StartException {
    if (running != null) {
      throw new IllegalStateException("already started");
    }
    Plan plan = plan(configuration);
    Engine engine = new Engine(setting, configuration, parts);
    Duty duty = new Duty(engine, setting.metrics());
    try {
      engine.prepare(plan);
      engine.route(plan);
      if (engine.exports()) {
        duty.take(engine.wanted(plan, configuration));
        duty.join();
      }
      engine.intake().start();
      List<Housekeeper> keepers =
          List.of(
              new Housekeeper(engine.keepBooks(), engine.measure(), engine.trim(), watch(engine)),
              new Housekeeper(observe()),
              new Housekeeper(engine.pulse().feel()));
      running = new Running(engine, duty, configuration, plan, keepers);
      keepers.forEach(Housekeeper::start);
      new Backlogs(engine).waiting(plan).forEach(Pipelines::warn);
    } catch (StartException | RuntimeException e) {
      // What is ended must be waited for, also where an interrupt ended the start.
      boolean interrupted = Thread.interrupted();
      if (running == null) {
        engine.close();
      } else {
        close();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      throw e;
    }
  }

  private Plan plan(Configuration configuration) {
    return Planner.plan(configuration, setting.config().topics().prefix(), parts::samples);
  }

  private static void warn(Orphan orphan) {
    try (var _ = about(orphan.pipeline(), orphan.exporter())) {
      LOG.warn(
          "{} for exporter {} of pipeline {}, which the configuration has no longer: what waits"
              + " stays in Kafka until it is back or is abandoned",
          orphan.waiting(),
          orphan.exporter(),
          orphan.pipeline());
    }
  }

  private static LogContext about(ComponentId pipeline, ComponentId exporter) {
    return LogContext.exporter(pipeline.toString(), exporter.toString());
  }

  private Housekeeper.Chore watch(Engine engine) {
    return new Housekeeper.Chore(
        "read the ledger",
        Duration.ofSeconds(15),
        () -> {
          Ledger before = seen;
          seen = ledger(engine);
          seen.faultsSince(before).forEach(Pipelines::complain);
          seen.samplingFaultsSince(before).forEach(Pipelines::complain);
          gauges.update();
        });
  }

  private Housekeeper.Chore observe() {
    return new Housekeeper.Chore("follow the plan", Duration.ofSeconds(2), this::follow);
  }

  private void follow() throws ExecutionException, InterruptedException {
    turn.lockInterruptibly();
    try {
      Running run = running;
      if (run != null && run.engine().exports()) {
        new Backlogs(run.engine()).strikeFinished(run.plan());
        run.duty().observe();
      }
    } finally {
      turn.unlock();
    }
  }

  private static void complain(Ledger.Row row) {
    try (var _ = about(row.pipeline(), row.exporter())) {
      LOG.error(
          "the ledger of exporter {} of pipeline {} does not balance: {} items {} than came in."
              + " Either it is a fault of ours, or somebody changed the metadata of the group's"
              + " offsets. Report it with the answer of GET /ledger.",
          row.exporter(),
          row.pipeline(),
          Math.abs(row.imbalance()),
          row.imbalance() > 0 ? "fewer left" : "more left");
    }
  }

  private static void complain(Ledger.Sampling sampling) {
    LOG.error(
        "the ledger of {} in pipeline {} does not balance: {} spans {} than were kept. It is a"
            + " fault of ours. Report it with the answer of GET /ledger.",
        sampling.processor(),
        sampling.pipeline(),
        Math.abs(sampling.imbalance()),
        sampling.imbalance() > 0 ? "fewer were released" : "more were released");
  }

  /// Puts a new configuration into effect: what is the same in both is not interrupted.
  ///
  /// Receivers ask {@link #intake} again only if they are made anew. Those that are gone must have
  /// ended, those that are new must not have opened: what they take in belongs to one of both
  /// configurations.
  ///
  /// When the thread is interrupted it stops halfway, and only {@link #close} may follow.
  ///
  /// @param leftovers what happens to items that wait for an exporter that is gone
  public Reload apply(Configuration next, Reload.Leftovers leftovers) {
    try {
      takeTurn();
    } catch (StartException e) {
      return new Reload.Failed(String.valueOf(e.getMessage()));
    }
    try {
      return change(next, leftovers);
    } finally {
      turn.unlock();
    }
  }

  /// One at a time: a look at the plan of others, which may wait for a Kafka that is away, or a
  /// change of our own.
  private void takeTurn() throws StartException {
    try {
      turn.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("Interrupted while the plan of others was read.", e);
    }
  }

  private Reload change(Configuration next, Reload.Leftovers leftovers) {
    Running run = running();
    Plan plan = plan(next);
    Switch change = new Switch(run.engine(), run.duty(), run.configuration(), run.plan());
    try {
      List<Orphan> orphans = new Backlogs(run.engine()).orphans(plan, leftovers);
      if (!orphans.isEmpty() && leftovers == Reload.Leftovers.REFUSE) {
        return new Reload.Backlog(orphans);
      }
      Reload.Applied applied = change.to(next, plan, orphans, leftovers);
      running = run.with(next, plan);
      return applied;
    } catch (StartException | RuntimeException e) {
      if (!Thread.currentThread().isInterrupted()) {
        change.back();
      }
      return new Reload.Failed(String.valueOf(e.getMessage()));
    }
  }

  /// Exporters that a configuration has no longer while items wait for them, and go on waiting for
  /// some seconds.
  ///
  /// @throws StartException if Kafka does not say
  public List<Orphan> orphans(Configuration next) throws StartException {
    takeTurn();
    try {
      return new Backlogs(running().engine()).orphans(plan(next), Reload.Leftovers.REFUSE);
    } finally {
      turn.unlock();
    }
  }

  /// Why telemetry is not carried at this moment, one sentence each: Kafka does not answer, or
  /// exporters do not run here.
  public List<String> unready() {
    Running run = running;
    if (run == null) {
      return List.of();
    }
    List<String> reasons = new ArrayList<>(run.duty().apart());
    reasons.addAll(run.engine().troubles());
    run.engine().pulse().reason().ifPresent(reasons::add);
    return reasons;
  }

  /// The ledger as of now. Waits for Kafka.
  ///
  /// @throws ExecutionException if Kafka does not answer
  public Ledger ledger() throws ExecutionException, InterruptedException {
    return ledger(running().engine());
  }

  private static Ledger ledger(Engine engine) throws ExecutionException, InterruptedException {
    return engine.ledger(new TreeMap<>(engine.shared().known()).values());
  }

  /// The ledger as it was some seconds ago, without waiting.
  public Ledger lastLedger() {
    return seen;
  }

  /// The intake of a receiver; it stays the same over {@link #apply}.
  ///
  /// @throws IllegalStateException if the pipelines do not run
  public Intake intake(ComponentId receiver) {
    return running().engine().intake().of(receiver);
  }

  private Running running() {
    Running run = running;
    if (run == null) {
      throw new IllegalStateException("the pipelines do not run");
    }
    return run;
  }

  /// Says that the end is near, before receivers end. Exporters begin to end, since nothing waits
  /// for them; and what a Kafka that is away has not taken is refused, since receivers would wait
  /// for it in vain.
  public void ending() {
    Running run = running;
    if (run != null) {
      run.engine().ending();
    }
  }

  /// Writes what was handed in, lets requests that are under way end, commits, and closes
  /// everything.
  @Override
  public void close() {
    Running run = running;
    if (run != null) {
      running = null;
      run.keepers().forEach(Housekeeper::stop);
      run.keepers().forEach(Housekeeper::close);
      run.engine().close();
    }
  }
}
