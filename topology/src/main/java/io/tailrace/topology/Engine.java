package io.tailrace.topology;

import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.model.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/// Everything of running pipelines that outlives a new configuration: topics, books, intake, and
/// the relays by their group.
final class Engine implements AutoCloseable {
  private static final long INTAKE_BYTES = 32L << 20;
  private static final long PRODUCER_BYTES = 64L << 20;

  private final Setting setting;
  private final Admin admin;
  private final Topics topics;
  private final BookKeeper keeper;
  private final WriterBooks books = new WriterBooks();
  private final TopicSizes sizes;
  private final KafkaIntake intake;
  private final DeadLetterWriter letters;
  private final Registry registry;
  private final Instances instances;
  private final Map<String, Relay> relays = new ConcurrentHashMap<>();
  private final Map<String, Integer> partitions = new ConcurrentHashMap<>();
  private final Map<String, List<Barrier>> barriers = new ConcurrentHashMap<>();
  private volatile Map<String, Registry.Entry> registered = Map.of();

  Engine(Setting setting, Configuration configuration, Parts parts) {
    this.setting = setting;
    this.admin = setting.kafka().admin();
    TopicNames names = setting.names();
    this.topics = new Topics(admin, setting.config(), setting.kafka().embedded());
    this.keeper = new BookKeeper(admin, setting.kafka(), names, setting.writer());
    this.sizes = new TopicSizes(admin, names.prefix(), setting.retentionBytes());
    this.letters = new DeadLetterWriter(setting.kafka(), names.deadLetter());
    this.registry = new Registry(setting.kafka(), names);
    this.instances = new Instances(configuration, parts, setting.metrics());
    showSizes();
    List<Guard> guards = new ArrayList<>(setting.guards());
    guards.add(sizes);
    this.intake =
        new KafkaIntake(
            ModelBytes::slice,
            RecordWriter.create(setting.kafka(), PRODUCER_BYTES),
            books,
            guards,
            new KafkaIntake.Limits(INTAKE_BYTES, setting.writer()));
  }

  private void showSizes() {
    setting
        .metrics()
        .gauge(
            "tailrace_topics_bytes", "What the topics take on disk.", () -> (double) sizes.bytes());
    setting
        .metrics()
        .gauge(
            "tailrace_topics_bytes_limit",
            "What the topics may take on disk; 0 for no bound.",
            () -> (double) setting.retentionBytes());
    setting
        .metrics()
        .gauge(
            "tailrace_retention_runway_seconds",
            "When the topics are full if they go on growing as they do; NaN while they do not.",
            sizes::runway);
  }

  KafkaIntake intake() {
    return intake;
  }

  Instances instances() {
    return instances;
  }

  Map<String, Relay> relays() {
    return relays;
  }

  TopicSizes sizes() {
    return sizes;
  }

  /// What the plan topic has.
  Map<String, Registry.Entry> registered() {
    return registered;
  }

  boolean receives() {
    return setting.role() != Setting.Role.WORKER;
  }

  boolean exports() {
    return setting.role() != Setting.Role.AGENT;
  }

  /// Makes what the plan needs in Kafka and opens the books of it.
  void prepare(Plan plan) throws StartException {
    Map<String, Integer> found = topics.prepare(plan.signals());
    List<TopicPartition> added = new ArrayList<>();
    for (Signal signal : plan.signals()) {
      String topic = setting.names().raw(signal);
      if (!partitions.containsKey(topic)) {
        added.addAll(partitions(topic, found.getOrDefault(topic, 1)));
      }
    }
    attempt("open the books", () -> keeper.open(books, added));
    partitions.putAll(found);
    registered = registry.read();
    Map<ComponentId, Map<Signal, KafkaIntake.Destination>> destinations = new HashMap<>();
    plan.receivers()
        .forEach(
            (receiver, signals) -> {
              Map<Signal, KafkaIntake.Destination> to = new EnumMap<>(Signal.class);
              for (Signal signal : signals) {
                String topic = setting.names().raw(signal);
                to.put(signal, new KafkaIntake.Destination(topic, partitionsOf(topic)));
              }
              destinations.put(receiver, to);
            });
    Map<ComponentId, KafkaIntake.Demands> demands = new HashMap<>();
    for (Plan.Route route : plan.routes()) {
      instances.demands(route, demands);
    }
    intake.route(destinations, demands);
  }

  private static List<TopicPartition> partitions(String topic, int count) {
    List<TopicPartition> all = new ArrayList<>();
    for (int p = 0; p < count; p++) {
      all.add(new TopicPartition(topic, p));
    }
    return all;
  }

  private int partitionsOf(String topic) {
    return partitions.getOrDefault(topic, 1);
  }

  /// The partitions of the topics that receivers write to.
  List<TopicPartition> rawPartitions() {
    List<TopicPartition> all = new ArrayList<>();
    for (Signal signal : Signal.values()) {
      String topic = setting.names().raw(signal);
      if (partitions.containsKey(topic)) {
        all.addAll(partitions(topic, partitionsOf(topic)));
      }
    }
    return all;
  }

  /// Makes the relay of a route, with a position to start from; it is not started.
  Relay make(Plan.Route route) throws StartException {
    var startAt = instances.exporter(route.exporter()).policy().startAt();
    Registry.Entry known = registered.get(route.group());
    int count = partitionsOf(route.topic());
    List<Barrier> at = new ArrayList<>();
    attempt(
        "keep the start position of " + route.group(),
        () -> {
          StartPositions start = new StartPositions(admin, keeper, books, setting.clock());
          boolean anew = known != null && known.abandoned().isPresent();
          start.prepare(route, count, startAt, anew);
          if (known != null && !anew) {
            at.addAll(known.barriers());
            if (!known.route().receivers().equals(route.receivers())) {
              at.addAll(new Sources(admin, keeper, books).change(known.route(), route, count));
            }
          }
        });
    barriers.put(route.group(), List.copyOf(at));
    Relays maker =
        new Relays(
            setting.kafka(),
            setting.groupInstance(),
            setting.metrics(),
            setting.clock(),
            ModelBytes::split,
            letters);
    Relay relay = maker.make(route, at, instances);
    relays.put(route.group(), relay);
    return relay;
  }

  /// Ends the relay of a group, if there is one.
  void stop(String group) {
    Relay relay = relays.remove(group);
    if (relay != null) {
      relay.close();
      new RelayGauges(setting.metrics(), setting.clock()).hide(relay);
    }
  }

  /// What the plan topic is to say about a route.
  Registry.Entry entry(Plan.Route route) {
    return new Registry.Entry(
        route, Optional.empty(), barriers.getOrDefault(route.group(), List.of()));
  }

  /// Enters routes in the plan topic and strikes others out.
  void register(List<Registry.Entry> entered, Set<String> struckOut) throws StartException {
    attempt("write the plan", () -> registry.write(entered, struckOut));
    registered = registry.read();
  }

  private static void attempt(String what, Housekeeper.Work work) throws StartException {
    try {
      work.run();
    } catch (ExecutionException | KafkaException e) {
      throw new StartException("Kafka did not %s: %s".formatted(what, e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("Interrupted while starting to " + what + ".", e);
    }
  }

  Ledger ledger(List<Plan.Route> routes) throws ExecutionException, InterruptedException {
    return new Auditor(admin, keeper, books).audit(routes);
  }

  Housekeeper.Chore keepBooks() {
    return new Housekeeper.Chore("keep the books", Duration.ofSeconds(1), () -> keeper.keep(books));
  }

  Housekeeper.Chore measure() {
    return new Housekeeper.Chore("measure the topics", Duration.ofSeconds(10), this::look);
  }

  private void look() throws ExecutionException, InterruptedException {
    if (setting.retentionBytes() > 0 || setting.kafka().embedded()) {
      sizes.refresh();
    }
    relays.values().forEach(relay -> relay.full(sizes.full()));
  }

  Housekeeper.Chore trim() {
    Trimmer trimmer =
        new Trimmer(admin, keeper, setting.config().topics().retention(), setting.clock());
    return new Housekeeper.Chore(
        "trim the topics",
        Duration.ofSeconds(30),
        () -> {
          if (!exports()) {
            return;
          }
          Map<String, List<String>> groups = new HashMap<>();
          registered.forEach(
              (group, entry) -> {
                if (entry.abandoned().isEmpty()) {
                  groups.computeIfAbsent(entry.route().topic(), _ -> new ArrayList<>()).add(group);
                }
              });
          trimmer.trim(rawPartitions(), groups);
        });
  }

  @Override
  public void close() {
    relays.values().forEach(Relay::stop);
    intake.close();
    relays.values().forEach(Relay::close);
    relays.clear();
    try {
      keeper.keep(books);
    } catch (ExecutionException | KafkaException _) {
      // They are counted again from the log at the next start.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    instances.close();
    letters.close();
    admin.close(Duration.ofSeconds(2));
  }
}
