package io.tailrace.topology;

import io.tailrace.component.DeliveryPolicy.StartAt;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Writes the position of a group before it first runs, so that it never depends on when it
/// joined.
///
/// @param clock tells how far back `start_at: 1h` is
record StartPositions(Admin admin, BookKeeper keeper, WriterBooks books, InstantSource clock) {
  /// Gives a group a position in every partition where it has none; a group that has any is left
  /// alone, because a partition that it lacks was added later and is read from its beginning.
  ///
  /// @param anew whether it gets positions in any case, because what waited was abandoned
  /// @return whether the group is new
  boolean prepare(Plan.Route route, int partitions, StartAt startAt, boolean anew)
      throws ExecutionException, InterruptedException {
    String group = route.group();
    String topic = route.topic();
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    boolean known =
        committed.entrySet().stream()
            .anyMatch(entry -> entry.getKey().topic().equals(topic) && entry.getValue() != null);
    if (known && !anew) {
      return false;
    }
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (int p = 0; p < partitions; p++) {
      wanted.put(new TopicPartition(topic, p), spec(startAt));
    }
    Map<TopicPartition, ListOffsetsResultInfo> found = admin.listOffsets(wanted).all().get();
    Map<TopicPartition, ListOffsetsResultInfo> ends = ends(wanted);
    Map<TopicPartition, OffsetAndMetadata> start = new HashMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> entry : found.entrySet()) {
      TopicPartition partition = entry.getKey();
      long end = ends.getOrDefault(partition, entry.getValue()).offset();
      long offset = entry.getValue().offset() >= 0 ? entry.getValue().offset() : end;
      long base = route.count(keeper.below(books, partition, offset));
      start.put(partition, new OffsetAndMetadata(offset, Tally.startingAt(base).encode()));
    }
    admin.alterConsumerGroupOffsets(group, start).all().get();
    return true;
  }

  private Map<TopicPartition, ListOffsetsResultInfo> ends(Map<TopicPartition, OffsetSpec> wanted)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    wanted.keySet().forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    return admin.listOffsets(latest).all().get();
  }

  private OffsetSpec spec(StartAt startAt) {
    if (startAt.earliest()) {
      return OffsetSpec.earliest();
    }
    return startAt
        .back()
        .map(back -> OffsetSpec.forTimestamp(clock.instant().minus(back).toEpochMilli()))
        .orElseGet(OffsetSpec::latest);
  }
}
