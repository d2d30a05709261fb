package io.tailrace.topology;

import static io.tailrace.topology.Readers.PATIENCE;
import static io.tailrace.topology.Readers.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Partitions that cannot be read on, beside others that can.
final class DamagedLogTest {
  @TempDir private static Path directory;
  @RegisterExtension static final OwnBroker broker = new OwnBroker(() -> directory);

  private Readers readers = new Readers(broker, "");

  @BeforeEach
  void createTopic(TestInfo test) throws Exception {
    readers = Readers.of(broker, test, 3);
  }

  @Test
  void whatOthersGaveIsNotLostWhenRecordsAreGone() throws Exception {
    try (Consumer<byte[], byte[]> consumer = readers.local("own")) {
      readers.join(consumer, 3);
      readers.write(0, "gone", "x");
      readers.write(1, "a", "b", "c");
      readers.write(2, "gone", "y");
      readers.delete(0, 1);
      readers.delete(2, 1);

      List<String> seen = new ArrayList<>();
      // Each of the two may break a poll off.
      for (int poll = 0; poll < 5; poll++) {
        seen.addAll(pollOrRecover(consumer));
      }
      assertThat(seen).containsExactlyInAnyOrder("a", "b", "c", "x", "y");
    }
  }

  @Test
  void recordsThatAreGoneAreSaidToBeHoweverMuchOthersGive() throws Exception {
    try (Consumer<byte[], byte[]> consumer = readers.local("own")) {
      readers.join(consumer, 3);
      readers.write(0, "a");
      readers.write(1, "gone", "x");
      readers.delete(1, 1);

      assertThat(poll(consumer)).containsExactly("a");
      readers.write(0, "b");
      assertThatThrownBy(() -> consumer.poll(PATIENCE))
          .isInstanceOf(OffsetOutOfRangeException.class);
      assertThat(poll(consumer)).containsExactly("b");
    }
  }

  @Test
  void aBatchThatIsDamagedHoldsOnlyItsPartitionUp() throws Exception {
    writeBatches(0, "a", "b", "c");
    writeBatches(1, "d");
    damageSecondBatch(0);
    AtomicInteger reads = new AtomicInteger();
    LocalLog counting =
        readers.reading(
            (partition, offset, into) -> {
              reads.incrementAndGet();
              return broker.log().read(partition, offset, into);
            });

    try (Consumer<byte[], byte[]> consumer = readers.local("own", counting)) {
      readers.subscribe(consumer);
      assertThat(first(consumer)).containsExactlyInAnyOrder("a", "d");

      reads.set(0);
      assertThat(consumer.poll(Duration.ofMillis(1500))).isEmpty();
      assertThat(reads).as("it is not looked at without a break").hasValueLessThan(20);
      writeBatches(1, "e");
      assertThat(poll(consumer)).containsExactly("e");
      assertThat(consumer.position(readers.partition(0))).isEqualTo(1);

      readers.delete(0, 2);
      assertThatThrownBy(() -> consumer.poll(PATIENCE))
          .as("it was given up")
          .isInstanceOf(OffsetOutOfRangeException.class);
      consumer.seekToBeginning(Set.of(readers.partition(0)));
      assertThat(poll(consumer)).containsExactly("c");
    }
  }

  @Test
  void whatStandsBeforeADamagedBatchIsReadAsByKafkasConsumer() throws Exception {
    writeBatches(0, "a", "b", "c");
    damageSecondBatch(0);

    try (Consumer<byte[], byte[]> kafkas = readers.kafkas("theirs");
        Consumer<byte[], byte[]> own = readers.local("own")) {
      readers.subscribe(kafkas);
      readers.subscribe(own);
      assertThat(first(own)).isEqualTo(first(kafkas)).containsExactly("a");
      assertThat(own.position(readers.partition(0)))
          .isEqualTo(kafkas.position(readers.partition(0)));
      assertThatThrownBy(() -> kafkas.poll(PATIENCE)).isInstanceOf(KafkaException.class);
    }
  }

  private List<String> pollOrRecover(Consumer<byte[], byte[]> consumer) {
    try {
      return poll(consumer, Duration.ofMillis(200));
    } catch (OffsetOutOfRangeException e) {
      consumer.seekToBeginning(e.partitions());
      return List.of();
    }
  }

  /// What it reads once it has joined.
  private static List<String> first(Consumer<byte[], byte[]> consumer) {
    List<String> values = new ArrayList<>();
    Readers.await(
        () -> {
          values.addAll(poll(consumer, Duration.ofMillis(10)));
          return !values.isEmpty();
        });
    return values;
  }

  private static List<String> poll(Consumer<byte[], byte[]> consumer) {
    return poll(consumer, PATIENCE);
  }

  private static List<String> poll(Consumer<byte[], byte[]> consumer, Duration atMost) {
    List<String> values = new ArrayList<>();
    consumer.poll(atMost).forEach(record -> values.add(Readers.value(record)));
    return values;
  }

  /// Writes each value in a batch of its own.
  private void writeBatches(int partition, String... values) {
    try (KafkaProducer<byte[], byte[]> producer = readers.producer(Map.of())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>(readers.topic(), partition, null, bytes(value)));
        producer.flush();
      }
    }
  }

  private void damageSecondBatch(int partition) throws IOException {
    String segment = readers.partition(partition) + "/00000000000000000000.log";
    try (Stream<Path> files = Files.walk(directory);
        RandomAccessFile file =
            new RandomAccessFile(
                files.filter(each -> each.endsWith(segment)).findFirst().orElseThrow().toFile(),
                "rw")) {
      long second = end(file, 0);
      long last = end(file, second) - 1;
      file.seek(last);
      int was = file.read();
      file.seek(last);
      file.write(was ^ 1);
    }
  }

  /// Where a batch ends: its length stands behind its first offset.
  private static long end(RandomAccessFile file, long batch) throws IOException {
    file.seek(batch + Long.BYTES);
    return batch + Long.BYTES + Integer.BYTES + file.readInt();
  }
}
