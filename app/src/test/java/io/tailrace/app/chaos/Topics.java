package io.tailrace.app.chaos;

import io.tailrace.app.replay.IdSet;
import io.tailrace.app.replay.Request;
import io.tailrace.model.Signal;
import io.tailrace.topology.DeadLetters;
import io.tailrace.topology.KafkaConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// The topics and groups of a pipeline, as anybody sees them who may read Kafka.
///
/// @param bootstrap host and port of Kafka
/// @param prefix what their names begin with
record Topics(String bootstrap, String prefix) {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long DAY = Duration.ofDays(1).toMillis();

  /// The spans in the dead-letter topic.
  IdSet deadLettered() throws ExecutionException, InterruptedException {
    var ids = new IdSet();
    var kafka = KafkaConnection.embedded(bootstrap, "chaos");
    try (var letters = new DeadLetters(kafka, prefix)) {
      for (var letter : letters.list(_ -> true, Integer.MAX_VALUE)) {
        ids.addAll(Request.of(Signal.TRACES, letter.otlp()).ids());
      }
    }
    return ids;
  }

  /// How many records of traces have a time that is not about now.
  long dateless() throws ExecutionException, InterruptedException {
    var dateless = new AtomicLong();
    read(
        "traces.raw",
        record -> {
          long age = Math.abs(System.currentTimeMillis() - record.timestamp());
          dateless.addAndGet(age > DAY ? 1 : 0);
        });
    return dateless.get();
  }

  /// The spans in the topic of the published pipeline `traces`.
  IdSet published() throws ExecutionException, InterruptedException {
    var ids = new IdSet();
    read("traces.p.default", record -> ids.addAll(Request.of(Signal.TRACES, record.value()).ids()));
    return ids;
  }

  /// Hands over all records of a topic.
  void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> each)
      throws ExecutionException, InterruptedException {
    var settings =
        Map.<String, Object>of("bootstrap.servers", bootstrap, "auto.offset.reset", "earliest");
    var deserializer = new ByteArrayDeserializer();
    var ends = offsets(topic, OffsetSpec.latest());
    try (var consumer = new KafkaConsumer<>(settings, deserializer, deserializer)) {
      consumer.assign(ends.keySet());
      consumer.seekToBeginning(ends.keySet());
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(POLL).forEach(each);
      }
    }
  }

  /// The first offset of each partition of the raw traces.
  Map<TopicPartition, Long> begins() throws ExecutionException, InterruptedException {
    return offsets("traces.raw", OffsetSpec.earliest());
  }

  /// The next offset of each partition of the raw traces.
  Map<TopicPartition, Long> ends() throws ExecutionException, InterruptedException {
    return offsets("traces.raw", OffsetSpec.latest());
  }

  private Map<TopicPartition, Long> offsets(String name, OffsetSpec spec)
      throws ExecutionException, InterruptedException {
    var topic = prefix + name;
    var found = new HashMap<TopicPartition, Long>();
    try (var admin = admin()) {
      var topics = admin.describeTopics(List.of(topic)).allTopicNames().get();
      var wanted = new HashMap<TopicPartition, OffsetSpec>();
      for (var description : topics.values()) {
        for (var partition : description.partitions()) {
          wanted.put(new TopicPartition(topic, partition.partition()), spec);
        }
      }
      admin.listOffsets(wanted).all().get().forEach((p, info) -> found.put(p, info.offset()));
    }
    return found;
  }

  /// Where the exporter of the traces stands.
  Map<TopicPartition, OffsetAndMetadata> positions()
      throws ExecutionException, InterruptedException {
    try (var admin = admin()) {
      return admin.listConsumerGroupOffsets(group()).partitionsToOffsetAndMetadata().get();
    }
  }

  /// Changes what the exporter of the traces has counted, behind its back; it must not run.
  void corrupt(String counter, String other) throws ExecutionException, InterruptedException {
    var changed = new HashMap<TopicPartition, OffsetAndMetadata>();
    positions()
        .forEach(
            (partition, position) ->
                changed.put(
                    partition,
                    new OffsetAndMetadata(
                        position.offset(), position.metadata().replace(counter, other))));
    try (var admin = admin()) {
      admin.alterConsumerGroupOffsets(group(), changed).all().get();
    }
  }

  private String group() {
    return prefix + "traces.to.otlp";
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", bootstrap));
  }
}
