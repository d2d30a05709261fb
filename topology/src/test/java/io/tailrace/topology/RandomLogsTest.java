package io.tailrace.topology;

import static io.tailrace.topology.Readers.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.BufferSupplier;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Logs of plain, committed and aborted batches of any size, read by Kafka's consumer and by ours.
final class RandomLogsTest {
  private static final int PARTITIONS = 3;

  @TempDir private static Path directory;
  @RegisterExtension static final OwnBroker broker = new OwnBroker(() -> directory);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void areTheSameToBoth(long seed) throws Exception {
    Random random = new Random(seed);
    Readers readers = new Readers(broker, "random" + seed);
    readers.createTopic(PARTITIONS);
    write(readers, random);
    Map<TopicPartition, Long> from = startSomewhere(readers, random);

    Map<TopicPartition, TreeMap<Long, String>> theirs = read(readers, readers.kafkas("theirs"));
    assertThat(read(readers, readers.local("own"))).as("from %s", from).isEqualTo(theirs);
    assertThat(theirs).hasSize(PARTITIONS);
    theirs.forEach((partition, all) -> compareFromEach(partition, from.get(partition), all));
  }

  /// Reads once at each offset, also at markers and within batches.
  private static void compareFromEach(
      TopicPartition partition, long begin, TreeMap<Long, String> theirs) {
    ByteBuffer buffer = ByteBuffer.allocate(256 << 10);
    CommittedRecords committed = new CommittedRecords(partition, BufferSupplier.create());
    for (long from = begin; from < broker.log().end(partition); from++) {
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      long next = committed.add(broker.log().read(partition, from, buffer), from, 2 << 20, records);
      assertThat(next).isGreaterThan(from);
      assertThat(records.stream().map(Readers::text))
          .as("%s from %d to %d", partition, from, next)
          .containsExactlyElementsOf(theirs.subMap(from, next).values());
    }
  }

  /// Several writers take turns, so that transactions lie between and across each other.
  private static void write(Readers readers, Random random) {
    List<Writer> writers = new ArrayList<>();
    try {
      writers.add(new Writer(readers, random, ""));
      writers.add(new Writer(readers, random, "t1"));
      writers.add(new Writer(readers, random, "t2"));
      for (int i = 0; i < 60; i++) {
        writers.get(random.nextInt(writers.size())).go();
      }
    } finally {
      writers.forEach(Writer::close);
    }
    // Behind everything, so that whoever has read it has read all.
    for (int p = 0; p < PARTITIONS; p++) {
      readers.write(p, "end");
    }
  }

  private static final class Writer implements AutoCloseable {
    private final Readers readers;
    private final Random random;
    private final KafkaProducer<byte[], byte[]> producer;
    private final boolean transactional;
    private boolean open;

    Writer(Readers readers, Random random, String id) {
      this.readers = readers;
      this.random = random;
      this.transactional = !id.isEmpty();
      Map<String, Object> settings = new HashMap<>();
      settings.put("max.request.size", 8_000_000);
      settings.put("compression.type", random.nextBoolean() ? "lz4" : "none");
      if (transactional) {
        settings.put("transactional.id", readers.topic() + id);
      }
      producer = readers.producer(settings);
      if (transactional) {
        producer.initTransactions();
      }
    }

    void go() {
      if (transactional && !open) {
        producer.beginTransaction();
        open = true;
      }
      int partition = random.nextInt(PARTITIONS);
      for (int i = random.nextInt(5); i >= 0; i--) {
        producer.send(new ProducerRecord<>(readers.topic(), partition, null, value()));
      }
      producer.flush();
      if (open && random.nextInt(3) > 0) {
        end();
      }
    }

    /// Some are larger than what is read at a time, some shrink to nothing when compressed.
    private byte[] value() {
      byte[] value =
          new byte
              [switch (random.nextInt(8)) {
                case 0 -> 200_000 + random.nextInt(400_000);
                case 1, 2 -> random.nextInt(100_000);
                default -> random.nextInt(2_000);
              }];
      if (random.nextInt(4) > 0) {
        random.nextBytes(value);
      }
      return value;
    }

    private void end() {
      open = false;
      if (random.nextBoolean()) {
        producer.commitTransaction();
      } else {
        producer.abortTransaction();
      }
    }

    @Override
    public void close() {
      if (open) {
        end();
      }
      producer.close();
    }
  }

  /// Deletes some records, and lets both groups begin somewhere in what is left, also within
  /// batches and transactions.
  private static Map<TopicPartition, Long> startSomewhere(Readers readers, Random random)
      throws Exception {
    Map<TopicPartition, Long> from = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>();
    for (int p = 0; p < PARTITIONS; p++) {
      long end = broker.log().end(readers.partition(p));
      long begin = random.nextBoolean() ? 0 : random.nextLong(end);
      readers.delete(p, begin);
      long at = random.nextBoolean() ? begin : random.nextLong(begin, end);
      from.put(readers.partition(p), at);
      commits.put(readers.partition(p), new OffsetAndMetadata(at));
    }
    try (Admin admin = readers.admin()) {
      for (String group : List.of("own", "theirs")) {
        admin.alterConsumerGroupOffsets(readers.topic() + "." + group, commits).all().get();
      }
    }
    return from;
  }

  private static Map<TopicPartition, TreeMap<Long, String>> read(
      Readers readers, Consumer<byte[], byte[]> consumer) {
    Map<TopicPartition, TreeMap<Long, String>> all = new HashMap<>();
    try (consumer) {
      readers.goOn(consumer);
      long end = System.nanoTime() + PATIENCE.toNanos();
      int ended = 0;
      while (ended < PARTITIONS && System.nanoTime() < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          ended += Readers.value(record).equals("end") ? 1 : 0;
          String before =
              all.computeIfAbsent(
                      new TopicPartition(record.topic(), record.partition()), _ -> new TreeMap<>())
                  .put(record.offset(), Readers.text(record));
          assertThat(before).as("it came before").isNull();
        }
      }
    }
    return all;
  }
}
