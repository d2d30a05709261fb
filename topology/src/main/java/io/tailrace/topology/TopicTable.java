package io.tailrace.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/// The topics of an installation as a person looks at them: what is in them and who is how far
/// behind.
public final class TopicTable implements AutoCloseable {
  private final Admin admin;
  private final String prefix;

  /// A partition.
  ///
  /// @param first the offset of the oldest record that is kept
  /// @param end the offset that the next record gets
  public record Row(String topic, int partition, long first, long end) {
    /// How many records it holds.
    public long records() {
      return end - first;
    }
  }

  /// How far a group is in a partition.
  ///
  /// @param position the offset that it reads next
  /// @param lag how many records it has before it
  public record Lag(String group, String topic, int partition, long position, long lag) {}

  /// Connects to Kafka.
  ///
  /// @param prefix what the names of topics and groups begin with
  public TopicTable(KafkaConnection kafka, String prefix) {
    this.prefix = prefix;
    this.admin = kafka.admin();
  }

  /// Returns every partition of our topics, by name and number.
  ///
  /// @throws ExecutionException if Kafka refuses
  public List<Row> rows() throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> first = offsets(partitions(), OffsetSpec.earliest());
    Map<TopicPartition, Long> end = offsets(first.keySet(), OffsetSpec.latest());
    List<Row> rows = new ArrayList<>();
    for (TopicPartition each : sorted(first.keySet())) {
      rows.add(
          new Row(
              each.topic(),
              each.partition(),
              first.getOrDefault(each, 0L),
              end.getOrDefault(each, 0L)));
    }
    return rows;
  }

  /// Returns the settings of a topic that differ from the broker's defaults.
  ///
  /// @throws ExecutionException if Kafka refuses, or has no such topic
  public Map<String, String> settings(String topic)
      throws ExecutionException, InterruptedException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Map<String, String> settings = new TreeMap<>();
    admin.describeConfigs(List.of(resource)).all().get().values().stream()
        .flatMap(config -> config.entries().stream())
        .filter(entry -> !entry.isDefault() && !entry.isSensitive())
        .forEach(entry -> settings.put(entry.name(), String.valueOf(entry.value())));
    return settings;
  }

  /// Returns how far every group is that reads our topics, those of others too.
  ///
  /// @throws ExecutionException if Kafka refuses
  public List<Lag> lags() throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> end = offsets(partitions(), OffsetSpec.latest());
    Set<String> groups = new TreeSet<>();
    for (GroupListing group : admin.listGroups().all().get()) {
      groups.add(group.groupId());
    }
    List<Lag> lags = new ArrayList<>();
    for (String group : groups) {
      Map<TopicPartition, OffsetAndMetadata> positions =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      for (TopicPartition each : sorted(positions.keySet())) {
        OffsetAndMetadata position = positions.get(each);
        Long last = end.get(each);
        if (position != null && last != null && !group.startsWith(prefix + "ledger.")) {
          lags.add(
              new Lag(
                  group,
                  each.topic(),
                  each.partition(),
                  position.offset(),
                  Math.max(0, last - position.offset())));
        }
      }
    }
    return lags;
  }

  private Set<TopicPartition> partitions() throws ExecutionException, InterruptedException {
    List<String> ours =
        admin.listTopics().names().get().stream().filter(name -> name.startsWith(prefix)).toList();
    Set<TopicPartition> all = new java.util.HashSet<>();
    for (TopicDescription topic : admin.describeTopics(ours).allTopicNames().get().values()) {
      topic.partitions().forEach(p -> all.add(new TopicPartition(topic.name(), p.partition())));
    }
    return all;
  }

  private Map<TopicPartition, Long> offsets(Set<TopicPartition> of, OffsetSpec which)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    of.forEach(each -> wanted.put(each, which));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    admin.listOffsets(wanted).all().get().forEach((at, info) -> offsets.put(at, info.offset()));
    return offsets;
  }

  private static List<TopicPartition> sorted(Set<TopicPartition> partitions) {
    return partitions.stream()
        .sorted(
            java.util.Comparator.comparing(TopicPartition::topic)
                .thenComparingInt(TopicPartition::partition))
        .toList();
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(2));
  }
}
