package io.tailrace.topology;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Reads a stretch of a partition without being a member of any group.
final class Scan {
  private Scan() {}

  /// A consumer for scans.
  static Consumer<byte[], byte[]> consumer(KafkaConnection kafka) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("client.id", kafka.clientId("scan"));
    settings.put("enable.auto.commit", false);
    settings.put("auto.offset.reset", "earliest");
    settings.put("isolation.level", "read_committed");
    settings.put("max.partition.fetch.bytes", 1 << 20);
    settings.put("default.api.timeout.ms", 15_000);
    return new KafkaConsumer<>(
        kafka.with(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /// Hands over all records of a partition.
  static void whole(
      Consumer<byte[], byte[]> consumer,
      TopicPartition partition,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
    consumer.assign(List.of(partition));
    long begin = consumer.beginningOffsets(Set.of(partition)).getOrDefault(partition, 0L);
    long end = consumer.endOffsets(Set.of(partition)).getOrDefault(partition, 0L);
    between(consumer, partition, begin, end, each);
  }

  /// Hands over the records from one offset up to, and without, another.
  static void between(
      Consumer<byte[], byte[]> consumer,
      TopicPartition partition,
      long from,
      long to,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
    if (from >= to) {
      return;
    }
    consumer.assign(List.of(partition));
    consumer.seek(partition, from);
    long end = Math.min(to, consumer.endOffsets(Set.of(partition)).getOrDefault(partition, to));
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
        if (record.offset() >= from && record.offset() < to) {
          each.accept(record);
        }
      }
    }
  }
}
