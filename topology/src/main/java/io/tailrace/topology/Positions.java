package io.tailrace.topology;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.LogTruncationException;
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
    Set<TopicPartition> added = new HashSet<>(partitions);
    added.removeIf(partition -> committed.get(partition) != null);
    if (!added.isEmpty()) {
      // All at once: Kafka fails to tell the position of one while another has none.
      consumer.seekToBeginning(added);
    }
    Map<TopicPartition, Cursor> cursors = new HashMap<>();
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata found = committed.get(partition);
      cursors.put(
          partition,
          found == null ? new Cursor(consumer.position(partition), Tally.ZERO) : goOn(found));
    }
    return cursors;
  }

  private static Cursor goOn(OffsetAndMetadata found) {
    return new Cursor(
        found.offset(), found.leaderEpoch(), Tally.decode(found.metadata()).goingOn());
  }

  /// Goes on where records are missing that the position says were there.
  ///
  /// Where the log was cut off, as by a power loss, that is where it was; what stands there now was
  /// written since. Where records before the next one were deleted, or nobody knows where it was
  /// cut off, it is the beginning of what is left: rather twice than never. What was lost shows in
  /// the ledger as written and never received.
  Map<TopicPartition, Cursor> recover(
      InvalidOffsetException problem, Map<TopicPartition, Cursor> cursors) {
    Map<TopicPartition, OffsetAndMetadata> cuts =
        problem instanceof LogTruncationException cut ? cut.divergentOffsets() : Map.of();
    Map<TopicPartition, Cursor> moved = new HashMap<>();
    for (TopicPartition partition : problem.partitions()) {
      Cursor cursor = cursors.getOrDefault(partition, new Cursor(0, Tally.ZERO));
      Optional<OffsetAndMetadata> cut = Optional.ofNullable(cuts.get(partition));
      cut.ifPresentOrElse(
          found -> consumer.seek(partition, found.offset()),
          () -> consumer.seekToBeginning(Set.of(partition)));
      long next = consumer.position(partition);
      LOG.error("{} {}", partition, complaint(cut.isPresent(), cursor.position(), next));
      moved.put(partition, new Cursor(next, cursor.tally()));
    }
    return moved;
  }

  private static String complaint(boolean cut, long position, long next) {
    String found;
    if (cut) {
      found =
          "lost its records from offset %2$d on, of which those below %1$d had been exported:"
              + " exporting goes on with what was written since";
    } else if (next > position) {
      found = "begins at offset %2$d, records from %1$d on were deleted before they were exported";
    } else {
      found =
          "no longer reaches offset %1$d, where exporting had come to: what it holds from %2$d on"
              + " is exported, some of it for the second time";
    }
    return found.formatted(position, next);
  }
}
