package io.tailrace.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// What people want to know about topics: which there are, how large they are, and who is how far
/// behind.
public final class TopicAdmin implements AutoCloseable {
  private final Admin admin;
  private final KafkaConnection kafka;
  private final TopicNames names;

  /// A topic of this installation.
  ///
  /// @param partitions how many it has
  /// @param records how many records are in it
  /// @param bytes what it takes on disk, on the broker that has most of it
  public record Topic(String name, int partitions, long records, long bytes) {}

  /// A partition of a topic.
  ///
  /// @param begin offset of the first record
  /// @param end offset after the last record
  public record Partition(int number, long begin, long end) {}

  /// How far a consumer group is behind in a topic.
  ///
  /// @param records how many records lie between its positions and the ends
  /// @param items how many items have left by this group, for groups of ours
  public record Lag(String group, String topic, long records, long items) {}

  /// Connects to Kafka.
  ///
  /// @param prefix what the names of topics and groups begin with
  public TopicAdmin(KafkaConnection kafka, String prefix) {
    this.kafka = kafka;
    this.names = new TopicNames(prefix);
    this.admin = kafka.admin();
  }

  /// Returns the topics of this installation, by name.
  ///
  /// @throws ExecutionException if Kafka refuses
  public List<Topic> list() throws ExecutionException, InterruptedException {
    Map<String, Long> sizes = TopicSizes.byTopic(admin, names.prefix());
    List<Topic> topics = new ArrayList<>();
    for (String name : ours()) {
      long records = 0;
      List<Partition> partitions = describe(name);
      for (Partition partition : partitions) {
        records += partition.end() - partition.begin();
      }
      topics.add(new Topic(name, partitions.size(), records, sizes.getOrDefault(name, 0L)));
    }
    return topics;
  }

  private List<String> ours() throws ExecutionException, InterruptedException {
    return admin.listTopics().names().get().stream()
        .filter(name -> name.startsWith(names.prefix()))
        .sorted()
        .toList();
  }

  /// Returns the partitions of a topic.
  ///
  /// @throws ExecutionException if there is no such topic, or Kafka refuses
  public List<Partition> describe(String topic) throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> first = new HashMap<>();
    Map<TopicPartition, OffsetSpec> last = new HashMap<>();
    admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .values()
        .forEach(
            described ->
                described
                    .partitions()
                    .forEach(
                        p -> {
                          first.put(
                              new TopicPartition(topic, p.partition()), OffsetSpec.earliest());
                          last.put(new TopicPartition(topic, p.partition()), OffsetSpec.latest());
                        }));
    Map<TopicPartition, ListOffsetsResultInfo> begins = admin.listOffsets(first).all().get();
    Map<Integer, Partition> partitions = new TreeMap<>();
    admin
        .listOffsets(last)
        .all()
        .get()
        .forEach(
            (partition, end) ->
                partitions.put(
                    partition.partition(),
                    new Partition(
                        partition.partition(),
                        begins.getOrDefault(partition, end).offset(),
                        end.offset())));
    return List.copyOf(partitions.values());
  }

  /// Returns how far every exporter is behind, by group.
  ///
  /// @throws ExecutionException if Kafka refuses
  public List<Lag> lag() throws ExecutionException, InterruptedException {
    List<Lag> lags = new ArrayList<>();
    Map<String, Planned> planned = new TreeMap<>(new Registry(kafka, names).read());
    for (Planned each : planned.values()) {
      Plan.Route route = each.route();
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(route.group()).partitionsToOffsetAndMetadata().get();
      long records = 0;
      long items = 0;
      for (Partition partition : describe(route.topic())) {
        OffsetAndMetadata position =
            committed.get(new TopicPartition(route.topic(), partition.number()));
        if (position != null) {
          records += partition.end() - position.offset();
          items += Tally.decode(position.metadata()).settled();
        }
      }
      lags.add(new Lag(route.group(), route.topic(), records, items));
    }
    return lags;
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(2));
  }
}
