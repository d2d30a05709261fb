package io.tailrace.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/// Reads stretches of partitions without being a member of any group. It connects when there is
/// something to read.
final class Scan implements AutoCloseable {
  private static final int FEW = 16;

  private final KafkaConnection kafka;
  private @Nullable Consumer<byte[], byte[]> connected;

  Scan(KafkaConnection kafka) {
    this.kafka = kafka;
  }

  private Consumer<byte[], byte[]> consumer() {
    if (connected == null) {
      Map<String, Object> settings = new HashMap<>();
      settings.put("client.id", kafka.clientId("scan"));
      settings.put("enable.auto.commit", false);
      settings.put("auto.offset.reset", "earliest");
      settings.put("isolation.level", "read_committed");
      settings.put("max.partition.fetch.bytes", 1 << 20);
      settings.put("default.api.timeout.ms", 15_000);
      // Only what is there is read; and a close waits for the fetch that looks for more.
      settings.put("fetch.max.wait.ms", 20);
      connected =
          new KafkaConsumer<>(
              kafka.with(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
    return connected;
  }

  /// Hands over all records of a partition.
  void whole(
      TopicPartition partition, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
    between(partition, begin(partition), end(partition), each);
  }

  /// The offset of the first record of a partition.
  long begin(TopicPartition partition) {
    consumer().assign(List.of(partition));
    return consumer().beginningOffsets(Set.of(partition)).getOrDefault(partition, 0L);
  }

  /// The offset behind the last record of a partition that is committed.
  long end(TopicPartition partition) {
    consumer().assign(List.of(partition));
    return consumer().endOffsets(Set.of(partition)).getOrDefault(partition, 0L);
  }

  /// The offset of the first record of a partition that was appended at a time or later; behind the
  /// last one if none was.
  ///
  /// @param millis since 1970
  long at(TopicPartition partition, long millis) {
    consumer().assign(List.of(partition));
    return Optional.ofNullable(consumer().offsetsForTimes(Map.of(partition, millis)).get(partition))
        .map(OffsetAndTimestamp::offset)
        .orElseGet(() -> end(partition));
  }

  /// The first record of a partition from an offset on; empty if there is none.
  Optional<ConsumerRecord<byte[], byte[]>> next(TopicPartition partition, long from) {
    long end = end(partition);
    if (from >= end) {
      return Optional.empty();
    }
    Consumer<byte[], byte[]> consumer = consumer();
    consumer.seek(partition, from);
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
        return Optional.of(record);
      }
    }
    return Optional.empty();
  }

  /// The last record of a partition below an offset; empty if there is none.
  Optional<ConsumerRecord<byte[], byte[]>> last(TopicPartition partition, long below) {
    long begin = begin(partition);
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    for (long from = Math.min(below, end(partition)); found.isEmpty() && from > begin; ) {
      long to = from;
      from = Math.max(begin, to - FEW);
      between(partition, from, to, found::add);
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(found.getLast());
  }

  /// Hands over the records from one offset up to, and without, another.
  void between(
      TopicPartition partition,
      long from,
      long to,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
    if (from >= to) {
      return;
    }
    Consumer<byte[], byte[]> consumer = consumer();
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

  @Override
  public void close() {
    if (connected != null) {
      connected.close();
    }
  }
}
