package io.tailrace.topology;

import io.tailrace.topology.decisions.Decision;
import io.tailrace.topology.decisions.Decisions;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/// Gives the two stages of a sampling their first positions, while nobody works in their groups.
///
/// @param clock tells when that is
record SamplingBeginning(BookKeeper keeper, Admin admin, InstantSource clock, Plan.Route route) {
  /// Lets the first stage begin: from now on its decisions topic has a beginning in each partition.
  ///
  /// @param ends where the source is read from, by partition
  /// @param written what was written for it below
  void decide(Map<TopicPartition, Long> ends, Map<TopicPartition, Long> written)
      throws ExecutionException, InterruptedException {
    SamplingTopics topics = topics();
    try (Producer<byte[], byte[]> producer = DeadLetterWriter.make(keeper.kafka())) {
      Map<TopicPartition, Future<RecordMetadata>> sent = new HashMap<>();
      ends.forEach(
          (partition, end) -> {
            Decision.Slice beginning =
                Decision.Slice.beginning(
                    end, clock.millis(), written.getOrDefault(partition, 0L), released(partition));
            byte[] key = ByteBuffer.allocate(4).putInt(partition.partition()).array();
            sent.put(
                partition,
                producer.send(
                    new ProducerRecord<>(
                        topics.decisions(),
                        partition.partition(),
                        key,
                        Decisions.encode(beginning))));
          });
      for (Future<RecordMetadata> each : sent.values()) {
        var _ = each.get();
      }
    }
    admin.alterConsumerGroupOffsets(route.group(), positions(ends)).all().get();
  }

  /// How much was released to a partition before.
  private long released(TopicPartition partition) {
    return keeper
        .released(new TopicPartition(topics().output(), partition.partition()), Long.MAX_VALUE)
        .map(page -> page.items().values().stream().mapToLong(Long::longValue).sum())
        .orElse(0L);
  }

  /// Lets the second stage begin, with the beginnings that the first wrote.
  ///
  /// @param ends where the source is read from, by partition
  void release(Map<TopicPartition, Long> ends) throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> begins = new HashMap<>(ends);
    try (Scan scan = new Scan(keeper.kafka())) {
      for (TopicPartition partition : ends.keySet()) {
        TopicPartition decisions = new TopicPartition(topics().decisions(), partition.partition());
        scan.last(decisions, Long.MAX_VALUE)
            .ifPresent(beginning -> begins.put(decisions, beginning.offset() + 1));
      }
    }
    admin.alterConsumerGroupOffsets(route.group(), positions(begins)).all().get();
  }

  private static Map<TopicPartition, OffsetAndMetadata> positions(
      Map<TopicPartition, Long> offsets) {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    offsets.forEach((partition, offset) -> positions.put(partition, new OffsetAndMetadata(offset)));
    return positions;
  }

  private SamplingTopics topics() {
    return keeper.names().sampling(route.pipeline(), route.topic());
  }
}
