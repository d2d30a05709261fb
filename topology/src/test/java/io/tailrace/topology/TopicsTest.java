package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.broker.EmbeddedBroker;
import io.tailrace.component.StartException;
import io.tailrace.config.Proves;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TopicsTest {
  @TempDir private Path directory;

  @Test
  @Proves({
    "TopicsConfig.prefix",
    "TopicsConfig.partitions",
    "TopicsConfig.replication_factor",
    "KafkaConfig.durability"
  })
  void makesTopicsAsTheKeysSay() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.temporary(directory);
        Admin admin = kafka(broker).admin()) {
      KafkaConfig plain = Configs.kafka();
      KafkaConfig other =
          new KafkaConfig(
              plain.client(),
              new KafkaConfig.TopicsConfig(
                  "other.",
                  Optional.of(2),
                  Optional.of(1),
                  Duration.ZERO,
                  Optional.empty(),
                  List.of()),
              KafkaConfig.Durability.FSYNC,
              plain.embedded(),
              plain.tailSampling());

      Map<String, Integer> made =
          new Topics(admin, plain, true, 0).prepare(Configs.logs(), Setting.Role.ALL);
      Map<String, Integer> others =
          new Topics(admin, other, true, 0).prepare(Configs.logs(), Setting.Role.ALL);

      assertThat(made).containsEntry("tailrace.logs.raw", 4).containsEntry("tailrace.plan", 1);
      assertThat(others).containsEntry("other.logs.raw", 2);
      assertThat(setting(admin, "other.logs.raw", "flush.messages")).isEqualTo("1");
      assertThat(setting(admin, "tailrace.logs.raw", "flush.messages")).isNotEqualTo("1");
      assertThat(setting(admin, "tailrace.logs.raw", "message.timestamp.type"))
          .isEqualTo("LogAppendTime");
      KafkaConfig tooMany =
          new KafkaConfig(
              plain.client(),
              new KafkaConfig.TopicsConfig(
                  "three.",
                  Optional.of(2),
                  Optional.of(3),
                  Duration.ZERO,
                  Optional.empty(),
                  List.of()),
              KafkaConfig.Durability.PROCESS,
              plain.embedded(),
              plain.tailSampling());
      assertThatThrownBy(
              () -> new Topics(admin, tooMany, true, 0).prepare(Configs.logs(), Setting.Role.ALL))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("eplication factor");
    }
  }

  @Test
  void refusesATopicOfOthersWithUnfitSettings() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.temporary(directory);
        Admin admin = kafka(broker).admin()) {
      admin.createTopics(List.of(new NewTopic("tailrace.logs.raw", 1, (short) 1))).all().get();

      assertThatThrownBy(
              () ->
                  new Topics(admin, Configs.kafka(), true, 0)
                      .prepare(Configs.logs(), Setting.Role.ALL))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("tailrace.logs.raw has retention.ms=604800000")
          .hasMessageContaining("--add-config retention.ms=-1");
    }
  }

  @Test
  @Proves("TopicsConfig.retention")
  void trimsWhatEveryGroupHasAndIsOldEnough() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.temporary(directory);
        Admin admin = kafka(broker).admin();
        Producer<byte[], byte[]> producer = DeadLetterWriter.make(kafka(broker))) {
      new Topics(admin, Configs.kafka(), true, 0).prepare(Configs.logs(), Setting.Role.ALL);
      TopicPartition partition = new TopicPartition("tailrace.logs.raw", 0);
      for (int i = 0; i < 10; i++) {
        producer.send(new ProducerRecord<>(partition.topic(), 0, null, new byte[10])).get();
      }
      commit(admin, "a", partition, 7);
      commit(admin, "b", partition, 4);
      Map<String, List<String>> groups = Map.of(partition.topic(), List.of("a", "b"));

      trimmer(admin, broker, Duration.ofHours(1)).trim(List.of(partition), groups);
      assertThat(begin(admin, partition)).isZero();

      Thread.sleep(5);
      trimmer(admin, broker, Duration.ZERO).trim(List.of(partition), groups);
      assertThat(begin(admin, partition)).isEqualTo(4);

      trimmer(admin, broker, Duration.ZERO)
          .trim(List.of(partition), Map.of(partition.topic(), List.of("a", "b", "nowhere")));
      assertThat(begin(admin, partition)).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @CsvSource({"0,4,64", "134217728,4,9", "1073741824,4,32", "107374182400,4,64", "1073741824,1,64"})
  void segmentsAreSmallWhereThereIsLittleRoom(long room, int partitions, int mebibytes) {
    assertThat(TopicSpec.segment(room, partitions)).isEqualTo(mebibytes << 20);
  }

  @Test
  void whatIsTrimmedOnASmallVolumeIsFree() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.temporary(directory);
        Admin admin = kafka(broker).admin();
        Producer<byte[], byte[]> producer = DeadLetterWriter.make(kafka(broker))) {
      new Topics(admin, Configs.kafka(), true, 128L << 20)
          .prepare(Configs.logs(), Setting.Role.ALL);
      TopicPartition partition = new TopicPartition("tailrace.logs.raw", 0);
      byte[] text = new byte[1 << 20];
      for (int i = 0; i < 30; i++) {
        new Random(i).nextBytes(text);
        producer.send(new ProducerRecord<>(partition.topic(), 0, null, text)).get();
      }
      assertThat(bytes(admin, partition)).isGreaterThan(30L << 20);
      commit(admin, "a", partition, 30);

      trimmer(admin, broker, Duration.ZERO)
          .trim(List.of(partition), Map.of(partition.topic(), List.of("a")));

      long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
      while (bytes(admin, partition) > 9L << 20) {
        assertThat(System.nanoTime()).isLessThan(end);
        Thread.sleep(100);
      }
    }
  }

  private static long bytes(Admin admin, TopicPartition partition) throws Exception {
    return TopicSizes.byTopic(admin, partition.topic()).getOrDefault(partition.topic(), 0L);
  }

  @Test
  void passOverThoseOfPipelinesThatSomebodyDeleted() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.temporary(directory);
        Admin admin = kafka(broker).admin()) {
      Topics topics = new Topics(admin, Configs.kafka(), true, 0);
      Map<String, Integer> made = topics.prepare(Configs.publishedLogs(), Setting.Role.ALL);
      assertThat(topics.telemetry(made)).hasSize(8);

      admin.deleteTopics(List.of("tailrace.logs.p.default")).all().get();
      while (admin.listTopics().names().get().contains("tailrace.logs.p.default")) {
        Thread.sleep(10);
      }

      assertThat(topics.telemetry(made))
          .hasSize(4)
          .allMatch(partition -> partition.topic().equals("tailrace.logs.raw"));
    }
  }

  private static Trimmer trimmer(Admin admin, EmbeddedBroker broker, Duration retention) {
    return new Trimmer(
        admin,
        new BookKeeper(admin, kafka(broker), new TopicNames("tailrace."), "writer"),
        retention,
        InstantSource.system(),
        Map.of());
  }

  private static void commit(Admin admin, String group, TopicPartition partition, long offset)
      throws Exception {
    admin
        .alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(offset)))
        .all()
        .get();
  }

  private static long begin(Admin admin, TopicPartition partition) throws Exception {
    return admin
        .listOffsets(Map.of(partition, OffsetSpec.earliest()))
        .partitionResult(partition)
        .get()
        .offset();
  }

  private static String setting(Admin admin, String topic, String key) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin.describeConfigs(List.of(resource)).all().get().get(resource).get(key).value();
  }

  private static KafkaConnection kafka(EmbeddedBroker broker) {
    return KafkaConnection.embedded(broker.bootstrapServers(), "test");
  }
}
