package io.tailrace.topology;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.requests.ProduceResponse.PartitionResponse;
import org.jspecify.annotations.Nullable;

/// Writes raw records straight into the log of the broker in this process: a batch per partition
/// and push, compressed on the caller's thread.
///
/// Nothing is ever sent twice, so it needs none of a producer's idempotence: an append succeeded
/// or did not when it returns.
final class LogWriter implements RecordWriter {
  private static final int MOST_BYTES = 4 << 20;
  private static final int BUFFER = 256 << 10;
  private static final int LARGEST_KEPT = 1 << 20;
  private static final int MOST_KEPT = 16;
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Function<Map<TopicPartition, MemoryRecords>, Map<TopicPartition, PartitionResponse>>
      log;
  private final InstantSource clock;
  private final Compression compression = new Lz4Frames();
  private final Deque<ByteBuffer> spare = new ArrayDeque<>();
  private final Map<TopicPartition, Batch> batches = new LinkedHashMap<>();

  /// Writes to a log.
  ///
  /// @param log appends a batch to each partition, see {@link LocalLog#append}
  LogWriter(
      Function<Map<TopicPartition, MemoryRecords>, Map<TopicPartition, PartitionResponse>> log,
      InstantSource clock) {
    this.log = log;
    this.clock = clock;
  }

  /// Records of one partition that are written together.
  private static final class Batch {
    private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(2);
    private final List<Callback> callbacks = new ArrayList<>(2);
    private int bytes;
    private @Nullable MemoryRecords compressed;
    private @Nullable ByteBuffer buffer;

    void add(ProducerRecord<byte[], byte[]> record, Callback callback) {
      records.add(record);
      callbacks.add(callback);
      bytes += record.value().length;
    }

    void settle(TopicPartition partition, PartitionResponse response) {
      for (int i = 0; i < callbacks.size(); i++) {
        RecordMetadata metadata =
            new RecordMetadata(
                partition, response.baseOffset, i, response.logAppendTime, -1, bytes);
        callbacks.get(i).onCompletion(metadata, response.error.exception(response.errorMessage));
      }
    }

    void fail(KafkaException failure) {
      callbacks.forEach(callback -> callback.onCompletion(null, failure));
    }
  }

  @Override
  public void send(ProducerRecord<byte[], byte[]> record, Callback callback) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    Batch batch = batches.computeIfAbsent(partition, _ -> new Batch());
    if (batch.bytes > 0 && batch.bytes + record.value().length > MOST_BYTES) {
      push();
      batch = batches.computeIfAbsent(partition, _ -> new Batch());
    }
    batch.add(record, callback);
  }

  @Override
  public void push() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!batches.isEmpty()) {
      append(System.nanoTime() - deadline >= 0);
      if (!batches.isEmpty()) {
        LockSupport.parkNanos(this, PAUSE.toNanos());
      }
    }
  }

  /// Appends all batches; those that a later attempt may bring in stay, unless it is the last.
  private void append(boolean last) {
    Map<TopicPartition, MemoryRecords> compressed = new LinkedHashMap<>();
    batches.forEach((partition, batch) -> compressed.put(partition, compressed(batch)));
    Map<TopicPartition, PartitionResponse> responses;
    try {
      responses = log.apply(compressed);
    } catch (RuntimeException e) {
      // Nobody knows whether something still reads from their buffers: they are not used again.
      List<Batch> failed = List.copyOf(batches.values());
      batches.clear();
      failed.forEach(batch -> batch.fail(new KafkaException("the embedded broker: " + e, e)));
      return;
    }
    for (TopicPartition partition : compressed.keySet()) {
      PartitionResponse response =
          responses.getOrDefault(partition, new PartitionResponse(Errors.UNKNOWN_SERVER_ERROR));
      boolean soon = response.error.exception() instanceof RetriableException;
      if (last || !soon) {
        Batch settled = Objects.requireNonNull(batches.remove(partition));
        keep(settled);
        settled.settle(partition, response);
      }
    }
  }

  private MemoryRecords compressed(Batch batch) {
    if (batch.compressed != null) {
      return batch.compressed;
    }
    ByteBuffer buffer = spare.isEmpty() ? ByteBuffer.allocate(BUFFER) : spare.pop().clear();
    long now = clock.millis();
    try (MemoryRecordsBuilder builder =
        MemoryRecords.builder(buffer, compression, TimestampType.CREATE_TIME, 0)) {
      for (ProducerRecord<byte[], byte[]> record : batch.records) {
        builder.append(now, record.key(), record.value(), record.headers().toArray());
      }
      MemoryRecords records = builder.build();
      batch.compressed = records;
      batch.buffer = builder.buffer();
      return records;
    }
  }

  /// The log has a copy, or does not want one: what held the batch may hold another one later.
  private void keep(Batch settled) {
    ByteBuffer buffer = settled.buffer;
    if (buffer != null && buffer.capacity() <= LARGEST_KEPT && spare.size() < MOST_KEPT) {
      spare.push(buffer);
    }
  }

  /// Nothing to do: all that was handed over was pushed.
  @Override
  public void close(Duration atMost) {}
}
