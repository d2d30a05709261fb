package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.TestInfo;

/// A topic that Kafka's consumer and ours read, and those who write it.
record Readers(OwnBroker broker, String topic) {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /// Makes a topic that has the name of a test.
  static Readers of(OwnBroker broker, TestInfo test, int partitions)
      throws ExecutionException, InterruptedException {
    Readers readers = new Readers(broker, test.getTestMethod().orElseThrow().getName());
    readers.createTopic(partitions);
    return readers;
  }

  void createTopic(int partitions) throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      NewTopic wanted =
          new NewTopic(topic, partitions, (short) 1)
              .configs(Map.of("max.message.bytes", "9000000"));
      admin.createTopics(List.of(wanted)).all().get();
    }
  }

  TopicPartition partition(int number) {
    return new TopicPartition(topic, number);
  }

  void delete(int partition, long before) throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      admin
          .deleteRecords(Map.of(partition(partition), RecordsToDelete.beforeOffset(before)))
          .all()
          .get();
    }
  }

  Consumer<byte[], byte[]> local(String group) {
    return local(group, broker.log());
  }

  Consumer<byte[], byte[]> local(String group, LocalLog log) {
    return new LocalConsumer(member(group), log);
  }

  /// The log of the broker, but for how it is read.
  LocalLog reading(LocalLog.Reads reads) {
    LocalLog log = broker.log();
    return LocalLog.of(log::append, reads, log::end, log::watch);
  }

  Consumer<byte[], byte[]> kafkas(String group) {
    return new KafkaConsumer<>(
        member(group), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  Map<String, Object> member(String group) {
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

  /// Says where a group stands in the first partition.
  void commit(String group, OffsetAndMetadata position)
      throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      admin
          .alterConsumerGroupOffsets(topic + "." + group, Map.of(partition(0), position))
          .all()
          .get();
    }
  }

  Admin admin() {
    return Admin.create(settings(Map.of()));
  }

  KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    return new KafkaProducer<>(
        settings(more), new ByteArraySerializer(), new ByteArraySerializer());
  }

  void write(int partition, String... values) {
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>(topic, partition, null, bytes(value)));
      }
    }
  }

  private Map<String, Object> settings(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("bootstrap.servers", broker.bootstrapServers());
    return settings;
  }

  /// Joins, and begins at the beginning.
  void join(Consumer<byte[], byte[]> consumer, int partitions) {
    subscribe(consumer);
    await(() -> consumer.assignment().size() == partitions, consumer);
  }

  /// Begins at the beginning.
  void subscribe(Consumer<byte[], byte[]> consumer) {
    subscribe(consumer, consumer::seekToBeginning);
  }

  /// Goes on at the position of its group.
  void goOn(Consumer<byte[], byte[]> consumer) {
    subscribe(consumer, _ -> {});
  }

  private void subscribe(
      Consumer<byte[], byte[]> consumer,
      java.util.function.Consumer<Collection<TopicPartition>> assigned) {
    consumer.subscribe(
        List.of(topic),
        new ConsumerRebalanceListener() {
          @Override
          public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            assigned.accept(partitions);
          }

          @Override
          public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
        });
  }

  @SafeVarargs
  static void await(BooleanSupplier condition, Consumer<byte[], byte[]>... polled) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      for (Consumer<byte[], byte[]> each : polled) {
        each.poll(Duration.ofMillis(10));
      }
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
  }

  /// All that a consumer sees of a record.
  static String text(ConsumerRecord<byte[], byte[]> record) {
    StringBuilder headers = new StringBuilder();
    for (Header header : record.headers()) {
      headers.append(header.key()).append('=').append(Arrays.toString(header.value())).append(' ');
    }
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
            value(record));
  }

  /// A short value as it is, another as a number that stands for it.
  static String value(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    return value == null || value.length > 10
        ? Integer.toString(Arrays.hashCode(value))
        : new String(value, StandardCharsets.UTF_8);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
