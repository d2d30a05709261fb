package io.tailrace.app;

import io.tailrace.component.Extension;
import io.tailrace.component.MetricRegistry;
import io.tailrace.component.Receiver;
import io.tailrace.component.Service;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.Kind;
import io.tailrace.model.Signal;
import io.tailrace.topology.KafkaConfig;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything that a configuration means, running in this process.
///
/// Start order: extensions, broker, exporters and relays, receivers last; it ends in reverse, so
/// that nothing is accepted that has nowhere to go.
public final class Gateway implements AutoCloseable, Service {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private final Settings settings;
  private final Flows flows;
  private final Instant started;
  private final MetricRegistry metrics = new MetricRegistry();
  private final Roster<Extension> extensions = new Roster<>();
  private final Roster<Receiver> receivers = new Roster<>();
  private final Map<ComponentId, Valve> valves = new HashMap<>();
  private final Hosts hosts;
  private Map<ComponentId, Set<Signal>> carried = Map.of();
  private volatile Optional<Flow> flow = Optional.empty();
  private final MetricsEndpoint endpoint;
  private volatile Optional<Configuration> current = Optional.empty();
  private volatile boolean opened;

  /// Makes what lies between receivers and exporters.
  @FunctionalInterface
  interface Flows {
    Flow make(KafkaConfig kafka, Hosts hosts);
  }

  /// Creates a gateway; nothing happens before {@link #start}.
  public Gateway(Settings settings, InstantSource clock) {
    this(settings, clock, (kafka, hosts) -> flow(kafka, settings, hosts));
  }

  Gateway(Settings settings, InstantSource clock, Flows flows) {
    this.settings = settings;
    this.flows = flows;
    this.started = clock.instant();
    this.hosts = new Hosts(clock, metrics, this, extensions);
    this.endpoint = new MetricsEndpoint(metrics, clock, UUID.randomUUID().toString(), this::ledger);
  }

  /// Starts everything. When it returns, receivers take telemetry.
  ///
  /// @throws StartException if any part cannot start; what had started is ended again
  public synchronized void start(Configuration configuration) throws StartException {
    try {
      Flow made = flows.make(kafka(configuration), hosts);
      flow = Optional.of(made);
      made.claim();
      endpoint.follow(configuration.telemetry());
      extensions.apply(wantedExtensions(configuration));
      made.start(configuration);
      open(configuration, made);
      current = Optional.of(configuration);
    } catch (StartException | RuntimeException e) {
      boolean interrupted = Thread.interrupted();
      close();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      throw e;
    }
  }

  /// Follows a new configuration: what stays the same is not touched. When part of it cannot
  /// start, the configuration before it is restored.
  ///
  /// @return what changed, one line each
  /// @throws StartException if part of it could not start, or the thread was interrupted: nothing
  ///     is restored then, since only an end can follow
  public synchronized List<String> reload(Configuration configuration) throws StartException {
    Configuration before = current.orElseThrow();
    Optional<String> obstacle = flow.orElseThrow().obstacle(configuration);
    if (obstacle.isPresent()) {
      throw new StartException(obstacle.get());
    }
    try {
      List<String> changes = follow(configuration, false);
      current = Optional.of(configuration);
      return changes;
    } catch (StartException | RuntimeException e) {
      if (!Thread.currentThread().isInterrupted()) {
        restore(before, e);
      }
      throw e;
    }
  }

  private void restore(Configuration before, Exception cause) {
    try {
      follow(before, true);
    } catch (StartException | RuntimeException e) {
      LOG.error("the configuration before could not be restored either: {}", e.getMessage());
      cause.addSuppressed(e);
    }
  }

  /// Receivers that are gone end before the pipelines change, and new ones open after: all that
  /// one takes in belongs to the configuration that it is in.
  private List<String> follow(Configuration configuration, boolean back) throws StartException {
    Flow running = flow.orElseThrow();
    List<String> changes = new ArrayList<>(endpoint.follow(configuration.telemetry()));
    if (!kafka(current.orElseThrow()).leadsTo(kafka(configuration))) {
      changes.add("extensions::kafka takes effect at the next start");
    }
    changes.addAll(lines("extension", extensions.apply(wantedExtensions(configuration))));
    List<ComponentId> ended = endReceivers(configuration);
    changes.addAll(back ? running.restore(configuration) : running.apply(configuration));
    Roster.Change opened = open(configuration, running);
    ended.addAll(opened.ended());
    changes.addAll(lines("receiver", new Roster.Change(ended, opened.started())));
    return changes;
  }

  private List<ComponentId> endReceivers(Configuration configuration) {
    Map<ComponentId, Set<Signal>> next = signals(configuration);
    List<ComponentId> losing = new ArrayList<>();
    carried.forEach(
        (id, signals) -> {
          if (!next.getOrDefault(id, Set.of()).containsAll(signals)) {
            losing.add(id);
          }
        });
    return new ArrayList<>(receivers.end(losing));
  }

  private static List<String> lines(String what, Roster.Change change) {
    List<String> lines = new ArrayList<>();
    for (ComponentId id : change.started()) {
      lines.add(what + " " + id + (change.ended().contains(id) ? " restarted" : " started"));
    }
    change.ended().stream()
        .filter(id -> !change.started().contains(id))
        .forEach(id -> lines.add(what + " " + id + " ended"));
    return lines;
  }

  private Roster.Change open(Configuration configuration, Flow running) throws StartException {
    if (settings.role() == Settings.Role.WORKER) {
      opened = true;
      return new Roster.Change(List.of(), List.of());
    }
    Map<ComponentId, Roster.Wanted<Receiver>> wanted = new LinkedHashMap<>();
    carried = signals(configuration);
    carried.forEach(
        (id, signals) -> {
          Valve valve = valves.computeIfAbsent(id, _ -> new Valve());
          valve.open(running.intake(id));
          wanted.put(id, wanted(configuration, id, signals, valve));
        });
    Roster.Change change = receivers.apply(wanted);
    valves.keySet().retainAll(wanted.keySet());
    opened = true;
    return change;
  }

  private Roster.Wanted<Receiver> wanted(
      Configuration configuration, ComponentId id, Set<Signal> signals, Valve valve) {
    Configuration.Configured configured =
        Optional.ofNullable(configuration.components().get(Kind.RECEIVER))
            .map(all -> all.get(id))
            .orElseThrow();
    return new Roster.Wanted<>(
        List.of(hosts.fingerprint(configured, configuration), signals),
        () ->
            Factories.receiver(
                Components.factory(Kind.RECEIVER, configured.type()),
                configured.options(),
                hosts.of(id, signals),
                valve));
  }

  /// The receivers that pipelines name, in the order of the file, with what they carry.
  private static Map<ComponentId, Set<Signal>> signals(Configuration configuration) {
    Set<ComponentId> all =
        configuration.components().getOrDefault(Kind.RECEIVER, Map.of()).keySet();
    Map<ComponentId, Set<Signal>> signals = new LinkedHashMap<>();
    for (Configuration.Pipeline pipeline : configuration.pipelines().values()) {
      Signal signal = Signal.valueOf(pipeline.id().type().toUpperCase(Locale.ROOT));
      pipeline.receivers().stream()
          .filter(all::contains)
          .forEach(id -> signals.computeIfAbsent(id, _ -> new TreeSet<>()).add(signal));
    }
    return signals;
  }

  private Map<ComponentId, Roster.Wanted<Extension>> wantedExtensions(Configuration configuration) {
    Map<ComponentId, Configuration.Configured> all =
        configuration.components().getOrDefault(Kind.EXTENSION, Map.of());
    Map<ComponentId, Roster.Wanted<Extension>> wanted = new LinkedHashMap<>();
    for (ComponentId id : configuration.extensions()) {
      Configuration.Configured configured = Optional.ofNullable(all.get(id)).orElseThrow();
      wanted.put(id, new Roster.Wanted<>(configured.options(), () -> hosts.extension(configured)));
    }
    return wanted;
  }

  private static KafkaConfig kafka(Configuration configuration) {
    return KafkaConfig.of(configuration)
        .orElseThrow(() -> new IllegalStateException("no extension kafka, not even by default"));
  }

  private static Flow flow(KafkaConfig kafka, Settings settings, Hosts hosts) {
    boolean direct = settings.role() == Settings.Role.AGENT && kafka.client().brokers().isEmpty();
    return direct ? new DirectFlow(hosts) : new KafkaFlow(kafka, settings, hosts);
  }

  /// Returns what became of every item, as JSON.
  public String ledger() {
    return flow.map(Flow::ledger).orElse("{}");
  }

  /// What is open, by the id of the receiver.
  public synchronized Map<ComponentId, List<Receiver.Listening>> listening() {
    Map<ComponentId, List<Receiver.Listening>> open = new LinkedHashMap<>();
    receivers.forEach((id, receiver) -> open.put(id, receiver.listening()));
    return open;
  }

  /// Where extensions listen, by their ids.
  synchronized Map<ComponentId, String> serving() {
    Map<ComponentId, String> open = new LinkedHashMap<>();
    extensions.forEach(
        (id, extension) -> {
          if (!extension.address().isEmpty()) {
            open.put(id, extension.address());
          }
        });
    return open;
  }

  /// Host and port of the metrics endpoint; empty when there is none.
  public synchronized Optional<String> metricsAddress() {
    return endpoint.address();
  }

  /// Where telemetry is kept, in a few words.
  public synchronized String place() {
    return flow.map(Flow::place).orElse("");
  }

  @Override
  public Instant started() {
    return started;
  }

  @Override
  public boolean opened() {
    return opened;
  }

  @Override
  public List<String> unready() {
    return opened ? flow.map(Flow::unready).orElse(List.of()) : List.of("receivers are not open");
  }

  @Override
  public Optional<Configuration> configuration() {
    return current;
  }

  /// Ends everything: receivers first, then what is under way, the broker last but for
  /// extensions and the metrics endpoint. What does not end cleanly keeps nothing else open.
  @Override
  public synchronized void close() {
    flow.ifPresent(running -> attempt(running::ending));
    receivers.close();
    flow.ifPresent(running -> attempt(running::close));
    flow = Optional.empty();
    extensions.close();
    attempt(endpoint::close);
  }

  private static void attempt(Runnable end) {
    try {
      end.run();
    } catch (RuntimeException e) {
      LOG.warn("not everything ended cleanly", e);
    }
  }
}
