package io.tailrace.topology;

import io.tailrace.component.DeliveryPolicy.StartAt;
import io.tailrace.component.StartException;
import io.tailrace.config.Configuration;
import io.tailrace.model.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;

/// Everything of running pipelines that outlives a new configuration: topics, books, intake, and
/// the relays by their group.
final class Engine implements AutoCloseable {
  private static final long INTAKE_BYTES = 32L << 20;
  private static final long PRODUCER_BYTES = 64L << 20;
  private static final int TRIM_SECONDS = 30;
  private static final Duration TO_CLOSE = Duration.ofSeconds(2);

  private final Setting setting;
  private final Admin admin;
  private final Topics topics;
  private final BookKeeper keeper;
  private final WriterBooks books = new WriterBooks();
  private final TopicSizes sizes;
  private final KafkaIntake intake;
  private final DeadLetterWriter letters;
  private final LetterBox letterBox;
  private final SharedPlan shared;
  private final Pulse pulse;
  private final Instances instances;
  private final Backends backends;
  private final Map<String, Reader> relays = new ConcurrentHashMap<>();
  private final Map<String, Integer> partitions = new ConcurrentHashMap<>();

  Engine(Setting setting, Configuration configuration, Parts parts) {
    this.setting = setting;
    this.admin = setting.kafka().admin();
    TopicNames names = setting.names();
    this.topics =
        new Topics(admin, setting.config(), setting.kafka().embedded(), setting.retentionBytes());
    this.keeper = new BookKeeper(admin, setting.kafka(), names, setting.writer());
    this.sizes = new TopicSizes(admin, names.prefix(), setting.retentionBytes());
    this.letters = new DeadLetterWriter(setting.kafka(), names.deadLetter());
    this.letterBox = new LetterBox(admin, setting.clock(), setting.retentionBytes());
    letterBox.show(setting.metrics());
    this.shared =
        new SharedPlan(
            new Registry(setting.kafka(), names),
            new Members(admin, setting.groupInstance()),
            () -> new Revision(admin, keeper, books, setting.clock(), Map.copyOf(partitions)));
    this.pulse = new Pulse(admin, new TopicPartition(names.ledger(), 0), Timing.SYSTEM.nanos());
    this.instances = new Instances(configuration, parts, setting.metrics());
    this.backends = new Backends(setting, instances, this::partitionsOf);
    showSizes();
    List<Guard> guards = new ArrayList<>(setting.guards());
    guards.add(sizes);
    this.intake =
        new KafkaIntake(
            ModelBytes.counting(
                setting
                    .metrics()
                    .counter(
                        "tailrace_receiver_cut_log_records",
                        "Log records that lost the end of their text because no record may be as"
                            + " large.")),
            RecordWriter.of(setting, PRODUCER_BYTES),
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

  Map<String, Reader> relays() {
    return relays;
  }

  /// What was agreed on with those who share our groups.
  SharedPlan shared() {
    return shared;
  }

  /// How long the plan topic is: it was written to when this changes.
  long planEnd() throws ExecutionException, InterruptedException {
    TopicPartition plan = new TopicPartition(setting.names().plan(), 0);
    return keeper.offsets(List.of(plan), OffsetSpec.latest()).getOrDefault(plan, 0L);
  }

  /// Where the raw topic of a route ends, by partition.
  Map<Integer, Long> ends(Plan.Route route) throws ExecutionException, InterruptedException {
    Map<Integer, Long> ends = new HashMap<>();
    keeper
        .offsets(partitions(route.topic(), partitionsOf(route.topic())), OffsetSpec.latest())
        .forEach((partition, end) -> ends.put(partition.partition(), end));
    return ends;
  }

  /// Whether what a sampling releases goes to a topic.
  boolean isReleased(String topic) {
    return setting.names().isPipeline(topic);
  }

  /// Where a sampling writes to.
  String output(Plan.Route route) {
    return setting.names().sampling(route.pipeline(), route.topic()).output();
  }

  /// Whether Kafka answers.
  Pulse pulse() {
    return pulse;
  }

  /// Where the group of a route stands, by partition.
  Map<Integer, Long> positions(Plan.Route route) throws ExecutionException, InterruptedException {
    return Positions.committed(admin, route);
  }

  boolean exports() {
    return setting.role() != Setting.Role.AGENT;
  }

  /// Makes what the plan needs in Kafka, opens the books of it, and reads what was agreed on.
  void prepare(Plan plan) throws StartException {
    Map<String, Integer> found = topics.prepare(plan, setting.role());
    List<TopicPartition> added = new ArrayList<>();
    for (Signal signal : plan.signals()) {
      String topic = setting.names().raw(signal);
      if (!partitions.containsKey(topic)) {
        added.addAll(partitions(topic, found.getOrDefault(topic, 1)));
      }
    }
    partitions.putAll(found);
    if (exports()) {
      attempt("open the books", () -> keeper.open(books, added));
      attempt("complete the books of others", keeper::fill);
      attempt("read the plan", shared::refresh);
    } else {
      attempt("open the books", () -> keeper.openUnread(books, added));
    }
  }

  /// Opens the way from the receivers of a plan to their topics, and starts the processors that
  /// have a say in it.
  void route(Plan plan) throws StartException {
    Map<Source, KafkaIntake.Destination> destinations = new HashMap<>();
    for (Source source : plan.sources()) {
      String topic = setting.names().raw(source.signal());
      destinations.put(source, new KafkaIntake.Destination(topic, partitionsOf(topic)));
    }
    Map<Source, Demands> demands = new HashMap<>();
    for (Plan.Route route : plan.routes()) {
      instances.demands(route, demands);
    }
    instances.count(plan);
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

  /// The routes of a plan as this process has them; starts their exporters and processors.
  List<SharedPlan.Wanted> wanted(Plan plan, Configuration configuration) throws StartException {
    Makeup makeup = new Makeup(configuration);
    List<SharedPlan.Wanted> wanted = new ArrayList<>();
    for (Plan.Route route : plan.routes()) {
      var _ = instances.chains(route);
      StartAt startAt =
          route.decides() || route.releases()
              ? sampling(route)
              : backends.of(route).policy().startAt();
      wanted.add(new SharedPlan.Wanted(route, makeup.of(route), startAt));
    }
    return wanted;
  }

  private StartAt sampling(Plan.Route route) {
    var _ = instances.sampler(route.sampling());
    return StartAt.NOW;
  }

  /// Why samplings stand still, one sentence each.
  List<String> troubles() {
    return relays.values().stream()
        .filter(StreamsApp.class::isInstance)
        .flatMap(each -> ((StreamsApp) each).trouble().stream())
        .distinct()
        .sorted()
        .toList();
  }

  /// Starts the relay of a route by what was agreed on.
  void run(Plan.Route route) throws StartException {
    Planned planned = shared.known().get(route.group());
    if (planned == null) {
      throw new IllegalStateException("not planned: " + route.group());
    }
    Reader reader =
        route.decides() || route.releases()
            ? new Samplings(setting, admin, instances, letters, this::partitionsOf)
                .make(planned, route)
            : relay(planned, route);
    relays.put(route.group(), reader);
    reader.start();
  }

  private Relay relay(Planned planned, Plan.Route route) throws StartException {
    return new Relays(
            setting.kafka(),
            setting.groupInstance(),
            setting.metrics(),
            backends,
            letters,
            gauges())
        .make(planned, route, instances);
  }

  /// Ends the relay of a group, if there is one.
  ///
  /// @param leaving whether others may have its partitions at once, because it does not come back
  void stop(String group, boolean leaving) {
    Reader reader = relays.remove(group);
    if (reader != null) {
      if (leaving) {
        reader.leave();
      } else {
        reader.close();
      }
      gauges().hide(reader.route());
    }
  }

  private RelayGauges gauges() {
    return new RelayGauges(setting.metrics(), setting.clock(), sizes::capacity);
  }

  /// Does something with the plan topic.
  static void plan(Housekeeper.Work work) throws StartException {
    attempt("take the plan", work);
  }

  private static void attempt(String what, Housekeeper.Work work) throws StartException {
    try {
      work.run();
    } catch (InterruptException e) {
      throw new StartException("Interrupted while starting to " + what + ".", e);
    } catch (ExecutionException | KafkaException e) {
      throw new StartException("Kafka did not %s: %s".formatted(what, Reason.of(e)), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("Interrupted while starting to " + what + ".", e);
    }
  }

  Ledger ledger(Collection<Planned> routes) throws ExecutionException, InterruptedException {
    if (!exports()) {
      return new Ledger(List.of(), List.of());
    }
    keeper.fill();
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
      try {
        sizes.refresh(keeper.records(topics.telemetry(partitions)));
        if (exports()) {
          String letterTopic = setting.names().deadLetter();
          letterBox.look(
              sizes.bytes(letterTopic), partitions(letterTopic, partitionsOf(letterTopic)));
        }
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof AuthorizationException)) {
          throw e;
        }
      }
    }
    relays.values().forEach(relay -> relay.full(sizes.full()));
  }

  Housekeeper.Chore trim() {
    Duration retention = setting.config().topics().retention();
    return new Housekeeper.Chore(
        "trim the topics",
        Duration.ofSeconds(Math.clamp(retention.toSeconds(), 1, TRIM_SECONDS)),
        () -> {
          if (exports()) {
            Trimming.of(setting, instances, shared.others(Set.of()), partitions.keySet())
                .trim(admin, keeper, topics.telemetry(partitions));
          }
        });
  }

  /// Says that the end is near: relays begin to end, and a Kafka that is away is not waited for.
  void ending() {
    relays.values().forEach(Reader::stop);
    if (away()) {
      intake.close(Duration.ZERO);
    }
  }

  private boolean away() {
    return pulse.reason().isPresent();
  }

  @Override
  public void close() {
    Duration patience = away() ? Duration.ZERO : TO_CLOSE;
    relays.values().forEach(Reader::stop);
    intake.close(patience);
    relays.values().forEach(Reader::close);
    relays.clear();
    if (!away()) {
      keepBooks(patience);
    }
    instances.close();
    letters.close();
    admin.close(patience);
  }

  private void keepBooks(Duration patience) {
    try {
      keeper.keep(books, patience);
    } catch (ExecutionException | KafkaException _) {
      // They are counted again from the log at the next start.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
