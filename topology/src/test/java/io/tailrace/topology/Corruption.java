package io.tailrace.topology;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Changes what the books say behind their owner's back.
final class Corruption {
  private Corruption() {}

  /// Replaces a text in the metadata of a group's commits.
  static void of(String bootstrap, String group, String text, String other)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      Map<TopicPartition, OffsetAndMetadata> changed = new HashMap<>();
      admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .forEach(
              (partition, commit) ->
                  changed.put(
                      partition,
                      new OffsetAndMetadata(
                          commit.offset(), commit.metadata().replace(text, other))));
      admin.alterConsumerGroupOffsets(group, changed).all().get();
    }
  }

  /// Sets the commits of a group back to the beginning, without metadata.
  static void forget(String bootstrap, String group)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      Map<TopicPartition, OffsetAndMetadata> changed = new HashMap<>();
      admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .keySet()
          .forEach(partition -> changed.put(partition, new OffsetAndMetadata(0)));
      admin.alterConsumerGroupOffsets(group, changed).all().get();
    }
  }
}
