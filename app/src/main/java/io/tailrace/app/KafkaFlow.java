package io.tailrace.app;

import io.tailrace.broker.BrokerLog;
import io.tailrace.broker.BrokerStartException;
import io.tailrace.broker.DirectoryLock;
import io.tailrace.broker.DiskGuard;
import io.tailrace.broker.EmbeddedBroker;
import io.tailrace.component.Intake;
import io.tailrace.component.Outcome;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.topology.Guard;
import io.tailrace.topology.KafkaConfig;
import io.tailrace.topology.KafkaConnection;
import io.tailrace.topology.LocalLog;
import io.tailrace.topology.Orphan;
import io.tailrace.topology.Pipelines;
import io.tailrace.topology.Reload;
import io.tailrace.topology.Setting;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The flow through Kafka: a cluster of the user's, or a broker in this process.
final class KafkaFlow implements Flow {
  private static final Duration DISK_PAUSE = Duration.ofSeconds(10);
  private static final Duration LEDGER_PATIENCE = Duration.ofSeconds(5);

  private final KafkaConfig config;
  private final Settings settings;
  private final Hosts hosts;
  private Optional<EmbeddedBroker> broker = Optional.empty();
  private Optional<Pipelines> pipelines = Optional.empty();
  private Optional<SharedLedger> ledger = Optional.empty();
  private Optional<Identity> identity = Optional.empty();
  private Optional<DirectoryLock> lock = Optional.empty();

  KafkaFlow(KafkaConfig config, Settings settings, Hosts hosts) {
    this.config = config;
    this.settings = settings;
    this.hosts = hosts;
  }

  @Override
  public void claim() throws StartException {
    identity = Optional.of(Identity.in(settings.dataDirectory()));
    try {
      lock = Optional.of(DirectoryLock.take(settings.dataDirectory(), "process.lock"));
    } catch (BrokerStartException | IOException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
    if (config.client().brokers().isEmpty()) {
      EmbeddedBroker begun =
          new EmbeddedBroker(EmbeddedSettings.of(config, settings.dataDirectory()));
      begun.begin();
      broker = Optional.of(begun);
    }
  }

  @Override
  public void start(Configuration configuration) throws StartException {
    Identity self = identity.orElseThrow();
    boolean embedded = broker.isPresent();
    long retention =
        embedded
            ? RetentionSize.of(config, settings.dataDirectory())
            : config.topics().retentionSize().orElse(0L);
    KafkaConnection connection = embedded ? embedded(broker.orElseThrow()) : external();
    Optional<String> groupInstance = Optional.of(self.name()).filter(_ -> embedded || self.kept());
    Pipelines made =
        new Pipelines(
            new Setting(
                connection,
                config,
                retention,
                self.name(),
                groupInstance,
                settings.role().ofTopology(),
                hosts.metrics(),
                hosts.clock(),
                guards()),
            hosts);
    made.start(configuration);
    pipelines = Optional.of(made);
    ledger =
        Optional.of(
            new SharedLedger(
                () -> made.ledger().json(), () -> made.lastLedger().json(), LEDGER_PATIENCE));
  }

  private KafkaConnection embedded(EmbeddedBroker begun) throws StartException {
    try {
      begun.start();
    } catch (BrokerStartException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
    observe(begun.disk());
    BrokerLog log = begun.log();
    return KafkaConnection.embedded(begun.bootstrapServers(), config.client().clientId())
        .with(LocalLog.of(log::append, log::read, log::end, log::watch));
  }

  private KafkaConnection external() throws StartException {
    return KafkaConnection.external(
        config.client().properties(hosts.of(ComponentId.of("kafka"), Set.of())));
  }

  private void observe(DiskGuard disk) {
    hosts
        .metrics()
        .gauge(
            "tailrace_broker_disk_free_bytes",
            "Bytes that the embedded broker may still write to the volume of its data.",
            () -> disk.state().freeBytes());
    hosts
        .metrics()
        .gauge(
            "tailrace_broker_disk_runway_seconds",
            "How long the free disk lasts if it goes on disappearing as in the last minute.",
            () ->
                disk.state()
                    .runway()
                    .map(runway -> runway.toMillis() / 1e3)
                    .orElse(Double.POSITIVE_INFINITY));
  }

  private List<Guard> guards() {
    return broker
        .map(EmbeddedBroker::disk)
        .map(
            disk ->
                List.<Guard>of(
                    () -> disk.refusal().map(reason -> new Outcome.Retry(reason, DISK_PAUSE))))
        .orElse(List.of());
  }

  @Override
  public Optional<String> obstacle(Configuration next) throws StartException {
    List<Orphan> orphans =
        settings.leftovers() == Reload.Leftovers.REFUSE ? running().orphans(next) : List.of();
    return orphans.isEmpty() ? Optional.empty() : Optional.of(backlog(orphans));
  }

  @Override
  public List<String> apply(Configuration configuration) throws StartException {
    return apply(configuration, settings.leftovers());
  }

  @Override
  public List<String> restore(Configuration configuration) throws StartException {
    return apply(configuration, Reload.Leftovers.DRAIN);
  }

  private List<String> apply(Configuration configuration, Reload.Leftovers leftovers)
      throws StartException {
    return switch (running().apply(configuration, leftovers)) {
      case Reload.Applied applied -> lines(applied);
      case Reload.Backlog(List<Orphan> orphans) -> throw new StartException(backlog(orphans));
      case Reload.Failed(String reason) -> throw new StartException(reason);
    };
  }

  private static List<String> lines(Reload.Applied applied) {
    List<String> lines = new ArrayList<>();
    applied.changed().forEach(each -> lines.add(each + " started anew"));
    if (applied.kept() > 0) {
      lines.add(applied.kept() + " exporters not interrupted");
    }
    return lines;
  }

  private static String backlog(List<Orphan> orphans) {
    return orphans.stream()
        .map(
            orphan ->
                "%s for exporter %s of pipeline %s, which the new configuration does not have"
                    .formatted(orphan.waiting(), orphan.exporter(), orphan.pipeline()))
        .collect(
            Collectors.joining(
                "; ", "", ". Keep it until they are sent, or run with --drain or --abandon."));
  }

  @Override
  public Intake intake(ComponentId receiver) {
    return running().intake(receiver);
  }

  private Pipelines running() {
    return pipelines.orElseThrow();
  }

  @Override
  public String place() {
    return broker
        .map(
            embedded ->
                "embedded on %s,%s data in %s"
                    .formatted(
                        embedded.bootstrapServers(),
                        embedded.remoteServers().map(at -> " for others on " + at + ",").orElse(""),
                        settings.dataDirectory().toAbsolutePath().normalize()))
        .orElseGet(() -> "at " + String.join(", ", config.client().brokers()));
  }

  @Override
  public List<String> unready() {
    List<String> reasons = new ArrayList<>();
    broker.flatMap(running -> running.disk().refusal()).ifPresent(reasons::add);
    pipelines.ifPresent(running -> reasons.addAll(running.unready()));
    return reasons;
  }

  @Override
  public String ledger() {
    return ledger.map(SharedLedger::json).orElse("{}");
  }

  @Override
  public void ending() {
    pipelines.ifPresent(Pipelines::ending);
  }

  @Override
  public void close() {
    ledger = Optional.empty();
    try {
      pipelines.ifPresent(Pipelines::close);
    } finally {
      pipelines = Optional.empty();
      closeBroker();
    }
  }

  private void closeBroker() {
    try {
      broker.ifPresent(EmbeddedBroker::close);
    } finally {
      broker = Optional.empty();
      lock.ifPresent(DirectoryLock::close);
      lock = Optional.empty();
    }
  }
}
