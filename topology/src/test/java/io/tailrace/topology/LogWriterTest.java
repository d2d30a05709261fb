package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.ProduceResponse.PartitionResponse;
import org.junit.jupiter.api.Test;

final class LogWriterTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

  private final Deque<Errors> errors = new ArrayDeque<>();
  private final List<Map<TopicPartition, MemoryRecords>> appended = new ArrayList<>();
  private final List<String> settled = new ArrayList<>();
  private final LogWriter writer = new LogWriter(this::append, CLOCK);

  @Test
  void recordsOfAPartitionBecomeOneBatchWithOffsetsInTheirOrder() {
    send(0, 10);
    send(1, 10);
    send(0, 10);

    assertThat(settled).isEmpty();
    writer.push();

    assertThat(appended).hasSize(1);
    assertThat(appended.getFirst()).hasSize(2);
    assertThat(settled).containsExactlyInAnyOrder("raw-0@100", "raw-0@101", "raw-1@100");
  }

  @Test
  void aBatchIsNotMadeLargerThanABrokerTakes() {
    send(0, 3 << 20);
    send(0, 3 << 20);
    writer.push();

    assertThat(appended).hasSize(2);
  }

  @Test
  void whatMaySoonSucceedIsTriedAgain() {
    errors.add(Errors.NOT_LEADER_OR_FOLLOWER);
    errors.add(Errors.NONE);
    send(0, 10);
    writer.push();

    assertThat(appended).hasSize(2);
    assertThat(settled).containsExactly("raw-0@100");
  }

  @Test
  void whatIsTriedAgainIsNotCompressedAgain() {
    errors.add(Errors.NOT_LEADER_OR_FOLLOWER);
    send(0, 10);
    writer.push();

    TopicPartition partition = new TopicPartition("raw", 0);
    assertThat(appended.getFirst().get(partition)).isSameAs(appended.getLast().get(partition));
  }

  @Test
  void fewBuffersAreKeptHoweverManyPartitionsAPushHas() {
    pushTo(100);
    Set<byte[]> first = buffers();
    pushTo(100);
    Set<byte[]> both = buffers();

    assertThat(first).hasSize(100);
    assertThat(both).hasSizeBetween(181, 199);
  }

  @Test
  void whatCannotSucceedFailsAtOnce() {
    errors.add(Errors.RECORD_LIST_TOO_LARGE);
    send(0, 10);
    writer.push();

    assertThat(appended).hasSize(1);
    assertThat(settled).containsExactly("RecordBatchTooLargeException");
  }

  @Test
  void aPartitionThatIsNotAnsweredForFails() {
    var silent = new LogWriter(_ -> Map.of(), CLOCK);
    silent.send(
        new ProducerRecord<>("raw", 0, null, new byte[1]),
        (metadata, failure) -> settled.add(failure.getClass().getSimpleName()));
    silent.push();

    assertThat(settled).containsExactly("UnknownServerException");
  }

  @Test
  void everythingFailsWhenTheBrokerIsGone() {
    var gone =
        new LogWriter(
            _ -> {
              throw new IllegalStateException("the embedded broker does not run");
            },
            CLOCK);
    gone.send(
        new ProducerRecord<>("raw", 0, null, new byte[1]),
        (metadata, failure) -> settled.add(String.valueOf(failure.getMessage())));
    gone.push();

    assertThat(settled).hasSize(1);
    assertThat(settled.getFirst()).contains("does not run");
  }

  private void send(int partition, int bytes) {
    writer.send(
        new ProducerRecord<>("raw", partition, null, new byte[bytes]),
        (metadata, failure) ->
            settled.add(
                failure == null ? metadata.toString() : failure.getClass().getSimpleName()));
  }

  private void pushTo(int partitions) {
    for (int partition = 0; partition < partitions; partition++) {
      send(partition, 10);
    }
    writer.push();
  }

  /// Those that batches were appended from so far.
  private Set<byte[]> buffers() {
    Set<byte[]> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Map<TopicPartition, MemoryRecords> batches : appended) {
      batches.values().forEach(records -> arrays.add(records.buffer().array()));
    }
    return arrays;
  }

  private Map<TopicPartition, PartitionResponse> append(
      Map<TopicPartition, MemoryRecords> batches) {
    appended.add(Map.copyOf(batches));
    Map<TopicPartition, PartitionResponse> responses = new HashMap<>();
    for (TopicPartition partition : batches.keySet()) {
      Errors error = errors.isEmpty() ? Errors.NONE : errors.remove();
      responses.put(partition, new PartitionResponse(error, 100, -1, 0));
    }
    return responses;
  }
}
