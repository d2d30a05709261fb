package io.tailrace.topology;

import io.tailrace.config.ComponentId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Changes which receivers an exporter reads, at the ends of its partitions: what came before
/// still belongs to the receivers before.
///
/// @param books the books of this process
record Sources(Admin admin, BookKeeper keeper, WriterBooks books) {
  /// Makes the change while no member of the group runs, and returns what the relay must know of
  /// it. The books of the group are carried over, so that nothing that a new receiver wrote
  /// earlier seems to be in flight.
  List<Barrier> change(Plan.Route before, Plan.Route after, int partitions)
      throws ExecutionException, InterruptedException {
    List<TopicPartition> all = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      all.add(new TopicPartition(after.topic(), p));
    }
    Map<TopicPartition, Long> ends = keeper.offsets(all, OffsetSpec.latest());
    Map<TopicPartition, OffsetAndMetadata> carried = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(after.group()).partitionsToOffsetAndMetadata().get();
    Map<Integer, Long> offsets = new HashMap<>();
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      TopicPartition partition = end.getKey();
      offsets.put(partition.partition(), end.getValue());
      OffsetAndMetadata commit = committed.get(partition);
      if (commit != null) {
        Map<ComponentId, Long> written = keeper.below(books, partition, end.getValue());
        long moved = after.count(written) - before.count(written);
        Tally tally = Tally.decode(commit.metadata()).plus(Tally.startingAt(moved));
        carried.put(partition, new OffsetAndMetadata(commit.offset(), tally.encode()));
      }
    }
    if (!carried.isEmpty()) {
      admin.alterConsumerGroupOffsets(after.group(), carried).all().get();
    }
    return Barrier.between(before, after, offsets);
  }
}
