package io.tailrace.topology;

import static io.tailrace.topology.Readers.PATIENCE;
import static io.tailrace.topology.Readers.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// The places of a local consumer: how they are taken, given up, and read from.
final class LocalPlacesTest {
  private static final int MEGABYTE = 1 << 20;

  @TempDir private static Path directory;
  @RegisterExtension static final OwnBroker broker = new OwnBroker(() -> directory);

  private Readers readers = new Readers(broker, "");

  @BeforeEach
  void createTopic(TestInfo test) throws Exception {
    readers = Readers.of(broker, test, 1);
  }

  @Test
  void aPositionThatIsNotToldAtOnceIsAskedForAgain() throws Exception {
    readers.write(0, "a", "b");
    readers.commit("own", new OffsetAndMetadata(1));
    Map<String, Object> hasty = new HashMap<>(readers.member("own"));
    hasty.put("default.api.timeout.ms", 0);

    try (Consumer<byte[], byte[]> consumer = new LocalConsumer(hasty, broker.log())) {
      readers.goOn(consumer);
      List<String> seen = new ArrayList<>();
      Readers.await(
          () -> {
            try {
              consumer
                  .poll(Duration.ofMillis(10))
                  .forEach(record -> seen.add(Readers.value(record)));
            } catch (TimeoutException _) {
              // The next poll asks again.
            }
            return !seen.isEmpty();
          });
      assertThat(seen).containsExactly("b");
    }
  }

  @Test
  void nobodyIsToldOfALogOnceTheConsumerIsClosedHoweverThatEnds() throws Exception {
    AtomicInteger watches = new AtomicInteger();
    LocalLog log = broker.log();
    LocalLog counting =
        LocalLog.of(
            log::append,
            log::read,
            log::end,
            (partition, grown) -> {
              watches.incrementAndGet();
              Runnable end = log.watch(partition, grown);
              return () -> {
                watches.decrementAndGet();
                end.run();
              };
            });

    List<java.util.function.Consumer<Consumer<byte[], byte[]>>> ways =
        List.of(
            Consumer::close,
            consumer -> consumer.close(CloseOptions.timeout(PATIENCE)),
            LocalPlacesTest::closeAsBefore);
    for (int i = 0; i < ways.size(); i++) {
      readers.commit("own" + i, new OffsetAndMetadata(0));
      Consumer<byte[], byte[]> consumer = readers.local("own" + i, counting);
      consumer.subscribe(List.of(readers.topic()), new Stubborn());
      Readers.await(() -> consumer.assignment().size() == 1, consumer);
      assertThat(watches).hasValue(1);
      java.util.function.Consumer<Consumer<byte[], byte[]>> close = ways.get(i);
      assertThatThrownBy(() -> close.accept(consumer)).isInstanceOf(KafkaException.class);
      assertThat(watches).hasValue(0);
    }
  }

  /// Gives nothing up without a failure.
  private static final class Stubborn implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      throw new IllegalStateException("not these: " + partitions);
    }
  }

  @SuppressWarnings("deprecation") // It can be called, so it must not leave anything behind.
  private static void closeAsBefore(Consumer<byte[], byte[]> consumer) {
    consumer.close(PATIENCE);
  }

  @Test
  void whatIsSmallInTheLogAndLargeInMemoryIsReadInParts() {
    try (KafkaProducer<byte[], byte[]> producer =
        readers.producer(Map.of("compression.type", "lz4", "max.request.size", 8_000_000))) {
      for (int i = 0; i < 20; i++) {
        producer.send(new ProducerRecord<>(readers.topic(), 0, null, new byte[MEGABYTE]));
        producer.flush();
      }
    }

    List<Long> offsets = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer = readers.local("own")) {
      readers.subscribe(consumer);
      Readers.await(
          () -> {
            int bytes = 0;
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(10))) {
              bytes += record.serializedValueSize();
              offsets.add(record.offset());
            }
            assertThat(bytes).isLessThanOrEqualTo(3 * MEGABYTE);
            return offsets.size() >= 20;
          });
    }
    assertThat(offsets).isSorted().doesNotHaveDuplicates().hasSize(20);
  }

  @Test
  void whatCannotBeReadYetWhenItIsToldOfIsReadSoon() {
    AtomicBoolean hidden = new AtomicBoolean();
    LocalLog late =
        readers.reading(
            (partition, offset, into) -> {
              PartitionData answer = broker.log().read(partition, offset, into);
              if (answer.records().sizeInBytes() > 0 && hidden.getAndSet(false)) {
                answer.setRecords(MemoryRecords.EMPTY);
              }
              return answer;
            });

    try (Consumer<byte[], byte[]> consumer = readers.local("own", late)) {
      readers.join(consumer, 1);
      long fastest = Long.MAX_VALUE;
      for (int i = 0; i < 5; i++) {
        hidden.set(true);
        readers.write(0, "a" + i);
        long begun = System.nanoTime();
        assertThat(consumer.poll(PATIENCE)).hasSize(1);
        fastest = Math.min(fastest, System.nanoTime() - begun);
      }
      assertThat(Duration.ofNanos(fastest))
          .as("it did not wait for its next look, a second later")
          .isLessThan(Duration.ofMillis(900));
    }
  }

  @Test
  void whatFollowsALargeAbortedTransactionIsReadInTheSamePoll() {
    try (KafkaProducer<byte[], byte[]> producer =
        readers.producer(Map.of("transactional.id", readers.topic()))) {
      producer.initTransactions();
      producer.beginTransaction();
      for (int i = 0; i < 5; i++) {
        producer.send(new ProducerRecord<>(readers.topic(), 0, null, new byte[500_000]));
        producer.flush();
      }
      producer.abortTransaction();
    }
    try (Consumer<byte[], byte[]> consumer = readers.local("own")) {
      readers.join(consumer, 1);
      consumer.seekToBeginning(List.of(readers.partition(0)));
      readers.write(0, "a");

      assertThat(consumer.poll(Duration.ofSeconds(4)))
          .as("it does not wait a second at each aborted batch")
          .singleElement()
          .extracting(ConsumerRecord::value)
          .isEqualTo(bytes("a"));
    }
  }
}
