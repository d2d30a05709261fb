package io.tailrace.topology;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Deletes what everybody has who is registered as a reader, and not before it is old enough.
///
/// @param retention how long records stay at least
/// @param clock tells what is old
/// @param lasting how long records of some topics stay, by topic, counted from the last record and
///     not from now: who comes back after a long silence still finds what it goes on from
record Trimmer(
    Admin admin,
    BookKeeper keeper,
    Duration retention,
    InstantSource clock,
    Map<String, Duration> lasting) {
  /// Trims partitions of our topics.
  ///
  /// @param groups every group that may still want something, by topic: a topic without an entry is
  ///     left alone, and for one without a group only the age counts
  void trim(Collection<TopicPartition> partitions, Map<String, List<String>> groups)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> limits = settled(partitions, groups);
    if (limits.isEmpty()) {
      return;
    }
    Map<TopicPartition, Long> begins = keeper.offsets(limits.keySet(), OffsetSpec.earliest());
    Map<TopicPartition, Long> old = keeper.offsets(youngest(limits.keySet()));
    Map<TopicPartition, RecordsToDelete> deletions = new HashMap<>();
    limits.forEach(
        (partition, settled) -> {
          long firstYoung = old.getOrDefault(partition, 0L);
          // Without a record as young as that, all of them are old.
          long limit = firstYoung < 0 ? settled : Math.min(settled, firstYoung);
          if (limit > begins.getOrDefault(partition, 0L)) {
            deletions.put(partition, RecordsToDelete.beforeOffset(limit));
          }
        });
    if (!deletions.isEmpty()) {
      admin.deleteRecords(deletions).all().get();
    }
  }

  /// What asks for the first record of each partition that is to stay.
  private Map<TopicPartition, OffsetSpec> youngest(Collection<TopicPartition> partitions)
      throws ExecutionException, InterruptedException {
    long youngest = clock.instant().minus(retention).toEpochMilli();
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    Map<TopicPartition, OffsetSpec> last = new HashMap<>();
    for (TopicPartition partition : partitions) {
      asked.put(partition, OffsetSpec.forTimestamp(youngest));
      if (lasting.containsKey(partition.topic())) {
        last.put(partition, OffsetSpec.maxTimestamp());
      }
    }
    keeper
        .stamps(last)
        .forEach(
            (partition, stamp) -> {
              Duration stays = lasting.getOrDefault(partition.topic(), retention);
              long from = Math.min(youngest, stamp - stays.toMillis());
              asked.put(partition, OffsetSpec.forTimestamp(Math.max(0, from)));
            });
    return asked;
  }

  /// The lowest position of all groups of each topic, at most its end; a partition that a group has
  /// no position in is left alone.
  private Map<TopicPartition, Long> settled(
      Collection<TopicPartition> partitions, Map<String, List<String>> groups)
      throws ExecutionException, InterruptedException {
    Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = new HashMap<>();
    for (List<String> some : groups.values()) {
      for (String group : some) {
        committed.put(
            group, admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get());
      }
    }
    Map<TopicPartition, Long> ends =
        keeper.offsets(
            partitions.stream().filter(each -> groups.containsKey(each.topic())).toList(),
            OffsetSpec.latest());
    Map<TopicPartition, Long> lowest = new HashMap<>();
    ends.forEach(
        (partition, end) -> {
          long least = end;
          for (String group : groups.getOrDefault(partition.topic(), List.of())) {
            OffsetAndMetadata position = committed.getOrDefault(group, Map.of()).get(partition);
            least = Math.min(least, position == null ? 0 : position.offset());
          }
          if (least > 0) {
            lowest.put(partition, least);
          }
        });
    return lowest;
  }
}
