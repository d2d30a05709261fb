package io.tailrace.topology;

import io.tailrace.topology.decisions.Decision;
import io.tailrace.topology.decisions.Decisions;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;

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
    try (Producer<byte[], byte[]> producer = DeadLetterWriter.make(keeper.kafka());
        Scan scan = new Scan(keeper.kafka())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (Map.Entry<TopicPartition, Long> each : ends.entrySet()) {
        int partition = each.getKey().partition();
        Optional<ConsumerRecord<byte[], byte[]>> last =
            scan.last(new TopicPartition(topics.output(), partition), Long.MAX_VALUE);
        Optional<Releasing.Mark> mark = last.flatMap(Releasing.Mark::of);
        if (mark.filter(found -> !found.filtered().isEmpty()).isPresent()) {
          sent.add(producer.send(anew(last.orElseThrow())));
        }
        Decision.Slice beginning =
            Decision.Slice.beginning(
                each.getValue(),
                clock.millis(),
                written.getOrDefault(each.getKey(), 0L),
                mark.map(Releasing.Mark::total).orElse(0L));
        byte[] key = ByteBuffer.allocate(4).putInt(partition).array();
        sent.add(
            producer.send(
                new ProducerRecord<>(
                    topics.decisions(), partition, key, Decisions.encode(beginning))));
      }
      for (Future<RecordMetadata> each : sent) {
        var _ = each.get();
      }
    }
    admin.alterConsumerGroupOffsets(route.group(), positions(ends)).all().get();
  }

  /// Says in the output that what processors drop is counted anew.
  private static ProducerRecord<byte[], byte[]> anew(ConsumerRecord<byte[], byte[]> last) {
    RecordHeaders headers = new RecordHeaders(last.headers());
    headers.remove(Headers.FILTERED).remove(Headers.ITEMS);
    headers.add(Headers.ITEMS, Headers.number(0));
    return new ProducerRecord<>(last.topic(), last.partition(), null, null, new byte[0], headers);
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
