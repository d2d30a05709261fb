package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class LocalConsumerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private static Path directory;
  @RegisterExtension static final OwnBroker broker = new OwnBroker(() -> directory);

  private String topic = "";

  @BeforeEach
  void createTopic(TestInfo test) throws Exception {
    topic = test.getTestMethod().orElseThrow().getName();
    try (Admin admin = Admin.create(settings(Map.of()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(topic, 3, (short) 1)
                      .configs(Map.of("max.message.bytes", "9000000"))))
          .all()
          .get();
    }
  }

  @Test
  void whatItReadsIsWhatKafkasConsumerReads() {
    Random random = new Random(1);
    for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
      try (KafkaProducer<byte[], byte[]> producer =
          producer(Map.of("compression.type", codec, "max.request.size", 8_000_000))) {
        for (int i = 0; i < 60; i++) {
          // Some are larger than what is read at a time.
          byte[] value = new byte[i % 20 == 0 ? 1_000_000 : random.nextInt(5000)];
          random.nextBytes(value);
          ProducerRecord<byte[], byte[]> record =
              new ProducerRecord<>(
                  topic, i % 3, i % 4 == 0 ? null : bytes("k" + i), i % 7 == 0 ? null : value);
          record.headers().add("n", bytes("" + i)).add("näme", null);
          producer.send(record);
        }
      }
    }

    assertThat(read(local("own"), 300)).isEqualTo(read(kafkas("theirs"), 300));
  }

  @Test
  void recordsOfAbortedTransactionsAreLeftOut() {
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", topic))) {
      producer.initTransactions();
      for (int i = 0; i < 6; i++) {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(topic, 0, null, bytes("a" + i)));
        producer.send(new ProducerRecord<>(topic, 1, null, bytes("b" + i)));
        producer.flush();
        if (i % 2 == 0) {
          producer.abortTransaction();
        } else {
          producer.commitTransaction();
        }
      }
    }

    assertThat(read(local("own"), 6))
        .extracting(text -> text.replaceAll(".*value=", ""))
        .containsExactlyInAnyOrder("a1", "b1", "a3", "b3", "a5", "b5");
    assertThat(read(local("again"), 6)).isEqualTo(read(kafkas("theirs"), 6));
  }

  @Test
  void recordsThatAreGoneAreSaidToBe() throws Exception {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (Admin admin = Admin.create(settings(Map.of()));
        Consumer<byte[], byte[]> consumer = local("own")) {
      join(consumer);
      write(0, "a", "b", "c");
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(2))).all().get();

      assertThatThrownBy(() -> consumer.poll(PATIENCE))
          .isInstanceOfSatisfying(
              OffsetOutOfRangeException.class,
              e -> assertThat(e.offsetOutOfRangePartitions()).isEqualTo(Map.of(partition, 0L)));
      consumer.seekToBeginning(Set.of(partition));

      assertThat(consumer.position(partition)).isEqualTo(2);
      assertThat(consumer.poll(PATIENCE)).hasSize(1);
    }
  }

  @Test
  void whatRestsIsNotReadAndItsLagGrows() {
    try (Consumer<byte[], byte[]> consumer = local("own")) {
      join(consumer);
      TopicPartition first = new TopicPartition(topic, 0);
      consumer.pause(Set.of(first));
      write(0, "a", "b");
      write(1, "c");

      assertThat(consumer.poll(PATIENCE).partitions())
          .containsExactly(new TopicPartition(topic, 1));
      assertThat(consumer.poll(Duration.ZERO)).isEmpty();
      assertThat(consumer.currentLag(first)).hasValue(2);
      assertThat(consumer.paused()).containsExactly(first);
      consumer.resume(Set.of(first));

      assertThat(consumer.poll(PATIENCE)).hasSize(2);
      assertThat(consumer.currentLag(first)).hasValue(0);
    }
  }

  @Test
  void anArrivalOrACallEndsWaiting() throws Exception {
    try (Consumer<byte[], byte[]> consumer = local("own")) {
      join(consumer);
      Thread writer = Thread.ofVirtual().start(() -> write(2, "a"));
      assertThat(consumer.poll(PATIENCE)).hasSize(1);
      writer.join();

      CountDownLatch woken = new CountDownLatch(1);
      Thread reader =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      consumer.poll(PATIENCE);
                    } catch (WakeupException _) {
                      woken.countDown();
                    }
                  });
      consumer.wakeup();
      assertThat(woken.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      reader.join();
    }
  }

  @Test
  void partitionsGoToAMemberThatJoinsAndComeBack() {
    try (Consumer<byte[], byte[]> first = local("shared")) {
      join(first);
      try (Consumer<byte[], byte[]> second = local("shared")) {
        subscribe(second);
        await(() -> first.assignment().size() < 3 && !second.assignment().isEmpty(), first, second);
        for (int partition = 0; partition < 3; partition++) {
          write(partition, "v" + partition);
        }
        List<String> seen = new ArrayList<>();
        await(
            () -> {
              first.poll(Duration.ofMillis(10)).forEach(each -> seen.add(text(each)));
              second.poll(Duration.ofMillis(10)).forEach(each -> seen.add(text(each)));
              return seen.size() >= 3;
            });
        assertThat(seen).hasSize(3).doesNotHaveDuplicates();
      }
      await(() -> first.assignment().size() == 3, first);
    }
  }

  @SafeVarargs
  private static void await(
      java.util.function.BooleanSupplier condition, Consumer<byte[], byte[]>... polled) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      for (Consumer<byte[], byte[]> each : polled) {
        each.poll(Duration.ofMillis(10));
      }
    }
  }

  private void write(int partition, String... values) {
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>(topic, partition, null, bytes(value)));
      }
    }
  }

  /// Joins, and begins at the beginning.
  private void join(Consumer<byte[], byte[]> consumer) {
    subscribe(consumer);
    await(() -> consumer.assignment().size() == 3, consumer);
  }

  private void subscribe(Consumer<byte[], byte[]> consumer) {
    consumer.subscribe(
        List.of(topic),
        new ConsumerRebalanceListener() {
          @Override
          public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            consumer.seekToBeginning(partitions);
          }

          @Override
          public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
        });
  }

  private List<String> read(Consumer<byte[], byte[]> consumer, int count) {
    List<String> all = new ArrayList<>();
    try (consumer) {
      subscribe(consumer);
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (all.size() < count && System.nanoTime() < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> all.add(text(record)));
      }
      assertThat(consumer.poll(Duration.ofMillis(200))).isEmpty();
    }
    return all.stream().sorted().toList();
  }

  private static String text(ConsumerRecord<byte[], byte[]> record) {
    StringBuilder headers = new StringBuilder();
    for (Header header : record.headers()) {
      headers.append(header.key()).append('=').append(Arrays.toString(header.value())).append(' ');
    }
    byte[] value = record.value();
    return "%d@%06d %d %s sizes=%d,%d epoch=%s key=%s headers=%s value=%s"
        .formatted(
            record.partition(),
            record.offset(),
            record.timestamp(),
            record.timestampType(),
            record.serializedKeySize(),
            record.serializedValueSize(),
            record.leaderEpoch(),
            Arrays.toString(record.key()),
            headers,
            value == null || value.length > 10
                ? Arrays.hashCode(value)
                : new String(value, StandardCharsets.UTF_8));
  }

  private Consumer<byte[], byte[]> local(String group) {
    return new LocalConsumer(member(group), broker.log());
  }

  private Consumer<byte[], byte[]> kafkas(String group) {
    return new KafkaConsumer<>(
        member(group), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Map<String, Object> member(String group) {
    return settings(
        Map.of(
            "group.id",
            topic + "." + group,
            "auto.offset.reset",
            "none",
            "enable.auto.commit",
            false,
            "isolation.level",
            "read_committed",
            "partition.assignment.strategy",
            "org.apache.kafka.clients.consumer.CooperativeStickyAssignor"));
  }

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    return new KafkaProducer<>(
        settings(more), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static Map<String, Object> settings(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("bootstrap.servers", broker.bootstrapServers());
    return settings;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
