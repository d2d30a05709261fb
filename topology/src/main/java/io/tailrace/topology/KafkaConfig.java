package io.tailrace.topology;

import io.tailrace.component.Extension;
import io.tailrace.component.Factory;
import io.tailrace.component.kafka.KafkaClientConfig;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.Kind;
import io.tailrace.config.Option;
import io.tailrace.config.PipelineId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The keys of the extension `kafka`: which Kafka keeps the telemetry, and how.
public record KafkaConfig(
    @Option(
            inline = true,
            doc = "How Kafka is reached. Without `brokers`, a broker runs inside this process.")
        KafkaClientConfig client,
    @Option(doc = "How topics are named, made and kept.") TopicsConfig topics,
    @Option(
            value = "process",
            doc =
                "What an acknowledged item survives: `process` for the end of any process,"
                    + " `fsync` for the loss of power too, at the price of a disk flush for each"
                    + " record. With replicated brokers `process` is enough.")
        Durability durability,
    @Option(doc = "The broker inside this process. Without effect when `brokers` are given.")
        EmbeddedConfig embedded,
    @Option(doc = "What the keys of the processor `tail_sampling` cannot say.")
        SamplingConfig tailSampling) {

  /// The extension's type. It holds nothing by itself: the process reads its keys before
  /// anything else starts, listed in `service.extensions` or not.
  public static final Factory<KafkaConfig> FACTORY =
      Factory.extension("kafka", List.of(), KafkaConfig.class, (_, _) -> new Extension() {});

  private static final ComponentId ID = ComponentId.of("kafka");

  /// The keys as a configuration has them. Only one that was made to run always has some.
  public static Optional<KafkaConfig> of(Configuration configuration) {
    return Optional.ofNullable(
            configuration.components().getOrDefault(Kind.EXTENSION, Map.of()).get(ID))
        .map(Configuration.Configured::options)
        .filter(KafkaConfig.class::isInstance)
        .map(KafkaConfig.class::cast);
  }

  /// Whether a process that started with these keys can follow others without a new start.
  public boolean leadsTo(KafkaConfig next) {
    return with(List.of()).equals(next.with(List.of()));
  }

  private KafkaConfig with(List<PipelineId> publish) {
    TopicsConfig made =
        new TopicsConfig(
            topics.prefix(),
            topics.partitions(),
            topics.replicationFactor(),
            topics.retention(),
            topics.retentionSize(),
            publish);
    return new KafkaConfig(client, made, durability, embedded, tailSampling);
  }

  Set<ComponentId> published() {
    return topics.publish().stream().map(PipelineId::id).collect(Collectors.toSet());
  }

  /// What an acknowledged item survives.
  public enum Durability {
    /// The end of any process, killed or not: records are in the operating system's page cache.
    PROCESS,
    /// The loss of power: every record is flushed to disk before it is acknowledged.
    FSYNC
  }

  /// The keys of `topics`.
  public record TopicsConfig(
      @Option(value = "tailrace.", doc = "What the names of all topics and groups begin with.")
          String prefix,
      @Option(
              min = 1,
              max = 10_000,
              doc =
                  "How many partitions a topic is made with: 4 on the embedded broker and 12 on"
                      + " others unless given. A topic that exists keeps what it has.")
          Optional<Integer> partitions,
      @Option(
              min = 1,
              max = 100,
              doc = "How many brokers hold each record: the brokers' default unless given.")
          Optional<Integer> replicationFactor,
      @Option(
              value = "1h",
              min = 0,
              doc =
                  "How long records stay after every exporter has them, for replays and for"
                      + " consumers of your own.")
          Duration retention,
      @Option(
              min = 0,
              doc =
                  "The bytes that all topics together may take before receivers refuse: half of"
                      + " the free disk at the first start on the embedded broker unless given;"
                      + " `0` for no bound.")
          Optional<Long> retentionSize,
      @Option(
              doc =
                  "Pipelines that also write what their processors made to a topic of their own,"
                      + " such as `tailrace.traces.p.default` for the pipeline `traces`, for"
                      + " consumers of your own. Their exporters do not read it. Followed by a"
                      + " reload.")
          List<PipelineId> publish) {}

  /// The keys of `tail_sampling`. They stand here and not at the processor, so that a file for the
  /// Collector stays one.
  public record SamplingConfig(
      @Option(
              doc =
                  "Whether spans of traces that are kept are given the attributes"
                      + " `tailsampling.policy`, the policy that decided so, and"
                      + " `tailsampling.adjusted_count`, how many traces theirs stands for: 100 /"
                      + " `sampling_percentage` where that policy is `probabilistic`, otherwise 1.")
          boolean annotate,
      @Option(
              value = "at_least_once",
              doc =
                  "How often a span that is kept is in the topic of its pipeline:"
                      + " `at_least_once`, where a process that was killed is told by the topic"
                      + " what is in it, and only one that stood still while another took its"
                      + " partitions over can write anything twice; or `exactly_once` for readers"
                      + " of committed records, by transactions, which costs them some tenths of"
                      + " a second.")
          Guarantee release) {}

  /// How often something is written.
  public enum Guarantee {
    /// Never less than once.
    AT_LEAST_ONCE,
    /// Once, for readers of committed records.
    EXACTLY_ONCE
  }

  /// The keys of `embedded`.
  public record EmbeddedConfig(
      @Option(
              value = "127.0.0.1:19092",
              doc = "Host and port of the broker inside this process; the host is a loopback one.")
          String endpoint,
      @Option(
              onWhenEmpty = true,
              doc =
                  "A second listener of the broker inside this process, for agents, workers and"
                      + " consumers on other machines: always TLS 1.2 or later and"
                      + " SCRAM-SHA-512.")
          Optional<ListenConfig> listen,
      @Option(
              min = 0,
              doc =
                  "The free bytes on the volume below which receivers refuse: 1 GiB or 5 % of"
                      + " the volume, whichever is more, unless given.")
          Optional<Long> diskReserve,
      @Option(
              value = "268435456",
              min = 0,
              doc =
                  "The size of the file that is given up when the disk is nearly full, so that"
                      + " what was accepted can be worked off; `0` for none.")
          long ballast) {}
}
