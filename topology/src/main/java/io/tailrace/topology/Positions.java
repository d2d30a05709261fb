package io.tailrace.topology;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where a group goes on in partitions that come to it.
///
/// @param consumer a member of the group
record Positions(Consumer<byte[], byte[]> consumer) {
  private static final Logger LOG = LoggerFactory.getLogger(Positions.class);

  /// Reads where the group of a route stands, by partition; one without a position is not there.
  static Map<Integer, Long> committed(Admin admin, Plan.Route route)
      throws ExecutionException, InterruptedException {
    Map<Integer, Long> positions = new HashMap<>();
    admin
        .listConsumerGroupOffsets(route.group())
        .partitionsToOffsetAndMetadata()
        .get()
        .forEach(
            (partition, commit) -> {
              if (commit != null && partition.topic().equals(route.topic())) {
                positions.put(partition.partition(), commit.offset());
              }
            });
    return positions;
  }

  /// Reads the committed positions. A partition without one was added after the group was planned
  /// and is read from its beginning.
  Map<TopicPartition, Cursor> load(Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions));
    Map<TopicPartition, Cursor> cursors = new HashMap<>();
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata found = committed.get(partition);
      if (found == null) {
        consumer.seekToBeginning(Set.of(partition));
        cursors.put(partition, new Cursor(consumer.position(partition), Tally.ZERO));
      } else {
        cursors.put(
            partition, new Cursor(found.offset(), Tally.decode(found.metadata()).goingOn()));
      }
    }
    return cursors;
  }

  /// Goes on at the beginning of what is left where somebody deleted records that were not
  /// exported. What was lost shows in the ledger as written and never received.
  Map<TopicPartition, Cursor> recover(
      InvalidOffsetException problem, Map<TopicPartition, Cursor> cursors) {
    Map<TopicPartition, Cursor> moved = new HashMap<>();
    for (TopicPartition partition : problem.partitions()) {
      Cursor cursor = cursors.getOrDefault(partition, new Cursor(0, Tally.ZERO));
      consumer.seekToBeginning(Set.of(partition));
      long first = consumer.position(partition);
      LOG.error(
          "{} begins at offset {}, records from {} on were deleted before they were exported",
          partition,
          first,
          cursor.position());
      moved.put(partition, new Cursor(first, cursor.tally()));
    }
    return moved;
  }
}
