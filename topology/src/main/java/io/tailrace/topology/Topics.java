package io.tailrace.topology;

import io.tailrace.component.StartException;
import io.tailrace.model.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// The topics that this installation owns: makes those that are missing and checks the others.
final class Topics {
  private static final int ATTEMPTS = 300;
  private static final Duration BETWEEN = Duration.ofMillis(100);

  private final Admin admin;
  private final KafkaConfig config;
  private final boolean embedded;
  private final long retentionBytes;
  private final TopicNames names;

  /// Creates them.
  ///
  /// @param retentionBytes how many bytes they may take together; 0 for no bound
  Topics(Admin admin, KafkaConfig config, boolean embedded, long retentionBytes) {
    this.admin = admin;
    this.config = config;
    this.embedded = embedded;
    this.retentionBytes = retentionBytes;
    this.names = new TopicNames(config.topics().prefix());
  }

  /// Makes the topics of a plan: of its signals, of pipelines that are published or sampled, and
  /// those of the house, and returns how many partitions each has; also those of pipelines that
  /// were published before.
  ///
  /// @throws StartException if Kafka does not answer, refuses, or has a topic of other settings
  Map<String, Integer> prepare(Plan plan, Setting.Role role) throws StartException {
    Set<Signal> signals = plan.signals();
    List<TopicSpec> wanted = new ArrayList<>();
    boolean whole = role != Setting.Role.AGENT;
    for (Signal signal : Signal.values()) {
      if (signals.contains(signal)) {
        wanted.add(telemetry(names.raw(signal)));
      }
    }
    if (whole) {
      plan.published().forEach(pipeline -> wanted.add(telemetry(names.pipeline(pipeline))));
      wanted.add(telemetry(names.deadLetter()));
      wanted.add(TopicSpec.compacted(names.plan()));
    }
    wanted.add(TopicSpec.empty(names.ledger(), TopicNames.pages(partitions())));
    try {
      Set<String> there = admin.listTopics().names().get();
      create(wanted, there);
      Map<String, Integer> found = checkOnceKnown(wanted);
      if (whole) {
        for (Plan.Route route : plan.sampled()) {
          found.putAll(prepare(names.sampling(route.pipeline(), route.topic()), found, there));
        }
        extendLedger(found);
        found.putAll(partitions(there.stream().filter(names::isPipeline).toList()));
      }
      return found;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TimeoutException) {
        throw new StartException(
            "Kafka does not answer. Check that it runs, that kafka.brokers names it, and that `tls`"
                + " and `auth` suit it.",
            e.getCause());
      }
      if (!whole && e.getCause() instanceof AuthorizationException) {
        throw new StartException(
            "Kafka has not all of the topics %s, and this user may not make them. Start the gateway or a worker with the same pipelines first."
                .formatted(String.join(", ", wanted.stream().map(TopicSpec::name).toList())),
            e);
      }
      throw new StartException(
          "Kafka refused to make or describe the topics %s*: %s. Check kafka.brokers and what the user may do there."
              .formatted(names.prefix(), reason(e)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("Interrupted while the topics were made.", e);
    }
  }

  /// Makes the topics of a sampling, which have the partitions of its source.
  private Map<String, Integer> prepare(
      SamplingTopics sampling, Map<String, Integer> known, Set<String> there)
      throws ExecutionException, InterruptedException, StartException {
    int partitions = known.getOrDefault(sampling.source(), partitions());
    List<TopicSpec> wanted =
        Stream.of(sampling.decisions(), sampling.summaries(), sampling.output())
            .map(topic -> telemetry(topic, partitions))
            .toList();
    create(wanted, there);
    Map<String, Integer> found = checkOnceKnown(wanted);
    for (Map.Entry<String, Integer> each : found.entrySet()) {
      if (each.getValue() != partitions) {
        throw new StartException(
            "Topic %s has %d partitions, but %s, whose traces are sampled to it, has %d. Delete it, so that it is made anew."
                .formatted(each.getKey(), each.getValue(), sampling.source(), partitions));
      }
    }
    return found;
  }

  /// The partitions of the topics that receivers write to, and of those that pipelines do. The
  /// latter may be deleted by whoever wants them no longer.
  ///
  /// @param partitions how many our topics had when they were prepared
  List<TopicPartition> telemetry(Map<String, Integer> partitions)
      throws ExecutionException, InterruptedException {
    boolean made = partitions.keySet().stream().anyMatch(names::isMade);
    Set<String> there = made ? admin.listTopics().names().get() : Set.of();
    List<TopicPartition> all = new ArrayList<>();
    partitions.forEach(
        (topic, count) -> {
          if (names.isRaw(topic) || (names.isMade(topic) && there.contains(topic))) {
            for (int p = 0; p < count; p++) {
              all.add(new TopicPartition(topic, p));
            }
          }
        });
    return all;
  }

  /// A raw topic may have more partitions than a new one would get.
  private void extendLedger(Map<String, Integer> found)
      throws ExecutionException, InterruptedException {
    int ledger = found.getOrDefault(names.ledger(), 0);
    int raw = 0;
    for (Signal signal : Signal.values()) {
      raw = Math.max(raw, found.getOrDefault(names.raw(signal), 0));
    }
    if (ledger < TopicNames.pages(raw)) {
      admin
          .createPartitions(Map.of(names.ledger(), NewPartitions.increaseTo(TopicNames.pages(raw))))
          .all()
          .get();
    }
  }

  private int partitions() {
    return config.topics().partitions().orElse(embedded ? 4 : 12);
  }

  private TopicSpec telemetry(String name) {
    return telemetry(name, partitions());
  }

  private TopicSpec telemetry(String name, int partitions) {
    return TopicSpec.telemetry(
        name,
        partitions,
        config.durability() == KafkaConfig.Durability.FSYNC,
        embedded
            ? OptionalInt.of(TopicSpec.segment(retentionBytes, partitions()))
            : OptionalInt.empty());
  }

  private void create(List<TopicSpec> wanted, Set<String> there)
      throws ExecutionException, InterruptedException {
    List<NewTopic> missing =
        wanted.stream().filter(spec -> !there.contains(spec.name())).map(this::make).toList();
    for (var made : admin.createTopics(missing).values().values()) {
      try {
        made.get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
  }

  private NewTopic make(TopicSpec spec) {
    Optional<Short> replicas = config.topics().replicationFactor().map(Integer::shortValue);
    return new NewTopic(spec.name(), Optional.of(spec.partitions()), replicas)
        .configs(spec.settings());
  }

  /// A topic that was just made may be unknown to the broker that is asked for a moment.
  private Map<String, Integer> checkOnceKnown(List<TopicSpec> wanted)
      throws ExecutionException, InterruptedException, StartException {
    for (int attempt = 1; ; attempt++) {
      try {
        return check(wanted);
      } catch (ExecutionException e) {
        boolean unknown = e.getCause() instanceof UnknownTopicOrPartitionException;
        if (!unknown || attempt == ATTEMPTS) {
          throw e;
        }
        Thread.sleep(BETWEEN);
      }
    }
  }

  private Map<String, Integer> check(List<TopicSpec> wanted)
      throws ExecutionException, InterruptedException, StartException {
    Collection<ConfigResource> resources =
        wanted.stream()
            .map(spec -> new ConfigResource(ConfigResource.Type.TOPIC, spec.name()))
            .toList();
    Map<ConfigResource, Config> found = admin.describeConfigs(resources).all().get();
    List<String> unfit = new ArrayList<>();
    for (TopicSpec spec : wanted) {
      Config config =
          found.getOrDefault(
              new ConfigResource(ConfigResource.Type.TOPIC, spec.name()), new Config(List.of()));
      Map<String, String> settings = new HashMap<>();
      config.entries().forEach(entry -> settings.put(entry.name(), entry.value()));
      spec.unfit(settings).ifPresent(unfit::add);
    }
    if (!unfit.isEmpty()) {
      throw new StartException(String.join("\n", unfit));
    }
    return partitions(wanted.stream().map(TopicSpec::name).toList());
  }

  private Map<String, Integer> partitions(List<String> topics)
      throws ExecutionException, InterruptedException {
    Map<String, Integer> partitions = new HashMap<>();
    for (TopicDescription topic : admin.describeTopics(topics).allTopicNames().get().values()) {
      partitions.put(topic.name(), topic.partitions().size());
    }
    return partitions;
  }

  private static String reason(ExecutionException e) {
    return e.getCause() instanceof KafkaException kafka
        ? String.valueOf(kafka.getMessage())
        : e.toString();
  }
}
