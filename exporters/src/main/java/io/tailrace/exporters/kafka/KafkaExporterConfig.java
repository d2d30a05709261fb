package io.tailrace.exporters.kafka;

import io.tailrace.component.DeliveryConfig;
import io.tailrace.component.MetadataKeys;
import io.tailrace.component.RetryConfig;
import io.tailrace.component.SendingQueueConfig;
import io.tailrace.component.kafka.KafkaClientConfig;
import io.tailrace.config.Option;
import io.tailrace.config.Secret;
import io.tailrace.config.Validated;
import io.tailrace.model.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is written below `kafka:` of the exporters.
record KafkaExporterConfig(
    @Option(inline = true, doc = "The cluster.") KafkaClientConfig client,
    @Option(value = "{topic: otlp_spans}", doc = "Where traces go.") Destination traces,
    @Option(value = "{topic: otlp_metrics}", doc = "Where metrics go.") Destination metrics,
    @Option(value = "{topic: otlp_logs}", doc = "Where logs go.") Destination logs,
    @Option(doc = "Where profiles go.", noEffect = "profiles are not carried")
        Optional<Destination> profiles,
    @Option(doc = "The topic of all signals, in older files.") Optional<String> topic,
    @Option(
            oneOf = {"otlp_proto", "otlp_json"},
            doc = "The encoding of all signals, in older files.")
        Optional<String> encoding,
    @Option(
            doc =
                "A resource attribute that names the topic. A value that is no name of a topic, or"
                    + " that does not begin with `topic_from_attribute_prefix`, counts as absent."
                    + " `topic_from_metadata_key` goes first.")
        Optional<String> topicFromAttribute,
    @Option(
            doc =
                "What the names that `topic_from_attribute` and `topic_from_metadata_key` give must"
                    + " begin with, so that whoever sends telemetry cannot write into other"
                    + " topics.")
        String topicFromAttributePrefix,
    @Option(
            doc =
                "Headers of the requests that items came in with, which records have too. Only"
                    + " where the receiver has `include_metadata`.")
        List<String> includeMetadataKeys,
    @Option(doc = "Whether each trace gets a record of its own, whose key is the trace id in hex.")
        boolean partitionTracesById,
    @Option(doc = "Whether the resources of metrics get records of their own, with a key each.")
        boolean partitionMetricsByResourceAttributes,
    @Option(doc = "Whether the resources of logs get records of their own, with a key each.")
        boolean partitionLogsByResourceAttributes,
    @Option(doc = "Whether each trace's logs get a record of their own, keyed by trace id.")
        boolean partitionLogsByTraceId,
    @Option(doc = "How records are spread over partitions.") Partitioner recordPartitioner,
    @Option(doc = "Headers of every record. Values are never shown.")
        Map<String, Secret> recordHeaders,
    @Option(doc = "How records are written.") Producer producer,
    @Option(value = "5s", min = 1, doc = "How long an acknowledgement is waited for.")
        Duration timeout,
    @Option(doc = "How failed requests are repeated.") RetryConfig retryOnFailure,
    @Option(doc = "Concurrency and batching.") SendingQueueConfig sendingQueue,
    @Option(inline = true, doc = "How the backlog is read.") DeliveryConfig delivery)
    implements Validated {

  @Override
  public void validate(Findings findings) {
    topic.ifPresent(
        _ ->
            findings.warning(
                "topic", "topic is an old key: write traces: {topic: ...} or the like"));
    encoding.ifPresent(
        _ ->
            findings.warning(
                "encoding", "encoding is an old key: write traces: {encoding: ...} or the like"));
    if (partitionLogsByResourceAttributes && partitionLogsByTraceId) {
      findings.error(
          "partition_logs_by_trace_id",
          "logs are partitioned by resource attributes already: remove one of the keys");
    }
    for (Signal signal : Signal.values()) {
      if (of(signal).messageKeyFromMetadataKey().isPresent() && keys(signal) != Keys.NONE) {
        findings.error(
            signal.id() + "::message_key_from_metadata_key",
            "%s are partitioned by what is in them already: remove this key or the partition_ one"
                .formatted(signal.id()));
      }
    }
  }

  /// Returns where a signal goes, the older keys considered.
  Destination of(Signal signal) {
    Destination written =
        switch (signal) {
          case TRACES -> traces;
          case METRICS -> metrics;
          case LOGS -> logs;
        };
    return new Destination(
        topic.orElse(written.topic()),
        encoding.orElse(written.encoding()),
        written.topicFromMetadataKey(),
        written.messageKeyFromMetadataKey());
  }

  /// The headers of requests that say something about records.
  MetadataKeys reads() {
    List<String> names = new ArrayList<>(includeMetadataKeys);
    for (Signal signal : Signal.values()) {
      of(signal).topicFromMetadataKey().ifPresent(names::add);
      of(signal).messageKeyFromMetadataKey().ifPresent(names::add);
    }
    return new MetadataKeys(names, 0);
  }

  /// What shares a key.
  Keys keys(Signal signal) {
    boolean traceId =
        switch (signal) {
          case TRACES -> partitionTracesById;
          case METRICS -> false;
          case LOGS -> partitionLogsByTraceId;
        };
    boolean resource =
        switch (signal) {
          case TRACES -> false;
          case METRICS -> partitionMetricsByResourceAttributes;
          case LOGS -> partitionLogsByResourceAttributes;
        };
    if (traceId) {
      return Keys.TRACE;
    }
    return resource ? Keys.RESOURCE : Keys.NONE;
  }

  /// What shares a key.
  enum Keys {
    NONE,
    TRACE,
    RESOURCE
  }

  /// Where a signal goes.
  record Destination(
      @Option(doc = "The topic.") String topic,
      @Option(
              value = "otlp_proto",
              oneOf = {"otlp_proto", "otlp_json"},
              doc = "The form of a record's value: an OTLP export request, serialised or as JSON.")
          String encoding,
      @Option(
              doc =
                  "A header of the requests that items came in with, which names the topic; `topic`"
                      + " where it is absent or no name that may be. Only where the receiver has"
                      + " `include_metadata`.")
          Optional<String> topicFromMetadataKey,
      @Option(
              doc =
                  "A header of the requests that items came in with, which becomes the key of their"
                      + " records. Only where the receiver has `include_metadata`.")
          Optional<String> messageKeyFromMetadataKey) {}

  /// How records are spread over partitions.
  record Partitioner(
      @Option(doc = "By key; records without one go where a batch is being filled.")
          StickyKey stickyKey,
      @Option(doc = "One after the other, whatever their keys.") Optional<Nothing> roundRobin,
      @Option(doc = "Where the least is waiting, whatever their keys.")
          Optional<Nothing> leastBackup) {}

  /// By key.
  record StickyKey(
      @Option(
              value = "sarama_compat",
              oneOf = {"sarama_compat", "murmur2"},
              doc =
                  "How a key is hashed: `sarama_compat` as the Collector does, `murmur2` as Java's"
                      + " producer and Kafka Streams do.")
          String hasher) {}

  /// A section without keys.
  record Nothing() {}

  /// How records are written.
  record Producer(
      @Option(
              value = "1000000",
              min = 1024,
              doc = "The most bytes of a record. Requests that are larger are split.")
          int maxMessageBytes,
      @Option(
              value = "1",
              min = -1,
              max = 1,
              doc =
                  "Who has to have a record before it counts as delivered: `1` the leader, `-1` all"
                      + " in-sync replicas, `0` nobody.")
          int requiredAcks,
      @Option(
              value = "none",
              oneOf = {"none", "gzip", "snappy", "lz4", "zstd"},
              doc = "How batches are compressed.")
          String compression,
      @Option(doc = "How hard to compress.") CodecParams compressionParams,
      @Option(
              value = "10000",
              min = 0,
              doc = "The most records of a batch.",
              noEffect = "batches are bounded by bytes")
          int flushMaxMessages,
      @Option(value = "10ms", min = 0, doc = "How long a batch waits for further records.")
          Duration linger,
      @Option(
              value = "104857600",
              min = 1,
              doc = "The most bytes of a request to a broker.",
              noEffect = "max_message_bytes and linger bound it")
          long maxBrokerWriteBytes,
      @Option(
              value = "true",
              doc = "Whether topics may be made by writing to them.",
              noEffect = "the brokers decide, by auto.create.topics.enable")
          boolean allowAutoTopicCreation) {}

  /// How hard to compress.
  record CodecParams(
      @Option(min = -1, max = 22, doc = "The level; `0` or absent: the codec's default.")
          int level) {}
}
