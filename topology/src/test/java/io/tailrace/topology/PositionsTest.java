package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PositionsTest {
  @TempDir private static Path directory;
  @RegisterExtension static final OwnBroker broker = new OwnBroker(() -> directory);

  private final Map<TopicPartition, Cursor> cursors = new HashMap<>();

  @Test
  void aPositionSaysInWhichEpochTheRecordBeforeItWasWritten() {
    Cursor cursor = new Cursor(3, Optional.of(1), Tally.ZERO);
    assertThat(cursor.commit().leaderEpoch()).hasValue(1);

    cursor.skip(new Segment(record(3, 4)));
    assertThat(cursor.commit().leaderEpoch()).hasValue(4);

    Segment read = new Segment(record(4, 5));
    cursor.read(read);
    assertThat(cursor.commit().leaderEpoch()).hasValue(4);
    read.open();
    read.close();
    cursor.advance();
    assertThat(cursor.commit().leaderEpoch()).hasValue(5);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsWrittenAfterALogWasCutOffIsReadOnce(boolean local) throws Exception {
    Readers readers = new Readers(broker, "cut" + local);
    readers.createTopic(1);
    readers.write(0, "a", "b", "c");
    int epoch = epoch(readers);
    broker.restart();
    readers.write(0, "d", "e", "f", "g");
    // As if five more had been written and exported before a power loss, and were gone after it.
    readers.commit("own", new OffsetAndMetadata(5, Optional.of(epoch), "1 received=5 exported=5"));

    assertThat(readAll(readers, local)).containsExactly("d", "e", "f", "g");
    Cursor cursor = cursors.get(readers.partition(0));
    assertThat(cursor).isNotNull();
    assertThat(cursor.position()).isEqualTo(3);
    assertThat(cursor.tally().exported()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPositionBeyondTheEndWithoutAnEpochGoesOnAtTheBeginning(boolean local) throws Exception {
    Readers readers = new Readers(broker, "beyond" + local);
    readers.createTopic(1);
    readers.write(0, "a", "b", "c");
    readers.commit("own", new OffsetAndMetadata(5));

    assertThat(readAll(readers, local)).containsExactly("a", "b", "c");
  }

  @Test
  void severalPartitionsWithoutAPositionAreReadFromTheirBeginning() throws Exception {
    Readers readers = new Readers(broker, "added");
    readers.createTopic(3);
    try (Consumer<byte[], byte[]> consumer = readers.local("own")) {
      follow(consumer, readers, new Positions(consumer));

      Readers.await(() -> cursors.size() == 3, consumer);
      assertThat(cursors.values()).allMatch(cursor -> cursor.position() == 0);
    }
  }

  /// Reads as a relay does.
  private List<String> readAll(Readers readers, boolean local) {
    List<String> seen = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer = local ? readers.local("own") : readers.kafkas("own")) {
      Positions positions = new Positions(consumer);
      follow(consumer, readers, positions);
      Readers.await(
          () -> {
            try {
              consumer
                  .poll(Duration.ofMillis(100))
                  .forEach(record -> seen.add(Readers.value(record)));
            } catch (InvalidOffsetException e) {
              cursors.putAll(positions.recover(e, cursors));
            }
            return !cursors.isEmpty()
                && consumer.position(readers.partition(0))
                    == broker.log().end(readers.partition(0));
          });
    }
    return seen;
  }

  private void follow(Consumer<byte[], byte[]> consumer, Readers readers, Positions positions) {
    consumer.subscribe(
        List.of(readers.topic()),
        new ConsumerRebalanceListener() {
          @Override
          public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            cursors.putAll(positions.load(partitions));
          }

          @Override
          public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
        });
  }

  private static int epoch(Readers readers) {
    try (Consumer<byte[], byte[]> consumer = readers.kafkas("other")) {
      readers.subscribe(consumer);
      List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
      Readers.await(
          () -> {
            consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            return !found.isEmpty();
          });
      return found.getFirst().leaderEpoch().orElseThrow();
    }
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset, int epoch) {
    return new ConsumerRecord<>(
        "raw",
        0,
        offset,
        0,
        TimestampType.CREATE_TIME,
        0,
        0,
        new byte[0],
        new byte[0],
        new RecordHeaders(),
        Optional.of(epoch));
  }
}
