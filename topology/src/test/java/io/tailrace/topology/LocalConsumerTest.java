package io.tailrace.topology;

import static io.tailrace.topology.Readers.PATIENCE;
import static io.tailrace.topology.Readers.await;
import static io.tailrace.topology.Readers.bytes;
import static io.tailrace.topology.Readers.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class LocalConsumerTest {
  @TempDir private static Path directory;
  @RegisterExtension static final OwnBroker broker = new OwnBroker(() -> directory);

  private String topic = "";
  private Readers readers = new Readers(broker, topic);

  @BeforeEach
  void createTopic(TestInfo test) throws Exception {
    readers = Readers.of(broker, test, 3);
    topic = readers.topic();
  }

  @Test
  void whatItReadsIsWhatKafkasConsumerReads() {
    Random random = new Random(1);
    for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
      try (KafkaProducer<byte[], byte[]> producer =
          readers.producer(Map.of("compression.type", codec, "max.request.size", 8_000_000))) {
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

    assertThat(read(readers.local("own"), 300)).isEqualTo(read(readers.kafkas("theirs"), 300));
  }

  @Test
  void recordsOfAbortedTransactionsAreLeftOut() {
    try (KafkaProducer<byte[], byte[]> producer =
        readers.producer(Map.of("transactional.id", topic))) {
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

    assertThat(read(readers.local("own"), 6))
        .extracting(text -> text.replaceAll(".*value=", ""))
        .containsExactlyInAnyOrder("a1", "b1", "a3", "b3", "a5", "b5");
    assertThat(read(readers.local("again"), 6)).isEqualTo(read(readers.kafkas("theirs"), 6));
  }

  @Test
  void whatIsCommittedAfterALargeTransactionWasAbortedIsRead() {
    try (KafkaProducer<byte[], byte[]> producer =
        readers.producer(Map.of("transactional.id", topic))) {
      producer.initTransactions();
      producer.beginTransaction();
      // Larger than what is read at a time: the next read begins at the marker.
      producer.send(new ProducerRecord<>(topic, 0, null, new byte[500_000]));
      producer.flush();
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, 0, null, bytes("committed")));
      producer.commitTransaction();
    }

    assertThat(read(readers.local("own"), 1))
        .isEqualTo(read(readers.kafkas("theirs"), 1))
        .singleElement(STRING)
        .endsWith("value=committed");
  }

  @Test
  void recordsThatAreGoneAreSaidToBe() throws Exception {
    TopicPartition partition = readers.partition(0);
    try (Consumer<byte[], byte[]> consumer = readers.local("own")) {
      readers.join(consumer, 3);
      readers.write(0, "a", "b", "c");
      readers.delete(0, 2);

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
    try (Consumer<byte[], byte[]> consumer = readers.local("own")) {
      readers.join(consumer, 3);
      TopicPartition first = readers.partition(0);
      consumer.pause(Set.of(first));
      readers.write(0, "a", "b");
      readers.write(1, "c");

      assertThat(consumer.poll(PATIENCE).partitions()).containsExactly(readers.partition(1));
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
    try (Consumer<byte[], byte[]> consumer = readers.local("own")) {
      readers.join(consumer, 3);
      Thread writer = Thread.ofVirtual().start(() -> readers.write(2, "a"));
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
    try (Consumer<byte[], byte[]> first = readers.local("shared")) {
      readers.join(first, 3);
      try (Consumer<byte[], byte[]> second = readers.local("shared")) {
        readers.subscribe(second);
        await(() -> first.assignment().size() < 3 && !second.assignment().isEmpty(), first, second);
        for (int partition = 0; partition < 3; partition++) {
          readers.write(partition, "v" + partition);
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

  private List<String> read(Consumer<byte[], byte[]> consumer, int count) {
    List<String> all = new ArrayList<>();
    try (consumer) {
      readers.subscribe(consumer);
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (all.size() < count && System.nanoTime() < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> all.add(text(record)));
      }
      assertThat(consumer.poll(Duration.ofMillis(200))).isEmpty();
    }
    return all.stream().sorted().toList();
  }
}
