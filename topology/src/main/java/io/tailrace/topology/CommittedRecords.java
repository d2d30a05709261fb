package io.tailrace.topology;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.message.FetchResponseData.AbortedTransaction;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteUtils;
import org.jspecify.annotations.Nullable;

/// Takes the records out of what a broker answers a reader, without those of aborted transactions.
///
/// A record's value is decompressed into the array that carries it on; Kafka's own consumer makes
/// it of a copy of a copy. The layout of a record is that of record batches of version 2 (KIP-98),
/// the only one that brokers of Kafka 4 keep.
final class CommittedRecords {
  private final TopicPartition partition;
  private final BufferSupplier buffers;
  private final Deque<AbortedTransaction> toCome = new ArrayDeque<>();
  private final Set<Long> aborted = new HashSet<>();

  CommittedRecords(TopicPartition partition, BufferSupplier buffers) {
    this.partition = partition;
    this.buffers = buffers;
  }

  /// Adds the records from an offset on to a list, up to the first batch that is damaged.
  ///
  /// @param room stops behind the batch with which the values have as many bytes: what is small
  ///     in the log may be large in memory
  /// @param records an empty list
  /// @return the offset to go on at
  /// @throws KafkaException when the first batch is not what was written
  long add(
      PartitionData answer, long from, long room, List<ConsumerRecord<byte[], byte[]>> records) {
    remember(answer.abortedTransactions());
    long next = from;
    long left = room;
    try {
      for (RecordBatch batch : ((MemoryRecords) answer.records()).batches()) {
        if (batch.nextOffset() > from) {
          batch.ensureValid();
          int before = records.size();
          add((DefaultRecordBatch) batch, from, records);
          next = batch.nextOffset();
          left -= bytes(records, before);
          if (left <= 0) {
            break;
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      long read = records.isEmpty() ? next : Math.max(next, records.getLast().offset() + 1);
      if (read == from) {
        throw new KafkaException(
            "the batch of %s at offset %d is damaged: %s"
                .formatted(partition, from, e.getMessage()),
            e);
      }
      return read;
    }
    return next;
  }

  /// How large the values are of the records from an index on.
  static long bytes(List<ConsumerRecord<byte[], byte[]>> records, int from) {
    long bytes = 0;
    for (int i = from; i < records.size(); i++) {
      bytes += Math.max(0, records.get(i).serializedValueSize());
    }
    return bytes;
  }

  private void add(
      DefaultRecordBatch batch, long from, List<ConsumerRecord<byte[], byte[]>> records)
      throws IOException {
    // Before a marker too: what it ends may have begun before the first batch.
    while (!toCome.isEmpty() && toCome.getFirst().firstOffset() <= batch.lastOffset()) {
      aborted.add(toCome.removeFirst().producerId());
    }
    if (batch.isControlBatch()) {
      end(batch);
    } else if (!batch.isTransactional() || !aborted.contains(batch.producerId())) {
      read(batch, from, records);
    }
  }

  /// A marker ends a transaction: what its producer writes afterwards counts again.
  private void end(DefaultRecordBatch marker) throws IOException {
    List<ConsumerRecord<byte[], byte[]>> control = new ArrayList<>(1);
    read(marker, marker.baseOffset(), control);
    ByteBuffer key = ByteBuffer.wrap(control.getFirst().key());
    if (ControlRecordType.parse(key) == ControlRecordType.ABORT) {
      aborted.remove(marker.producerId());
    }
  }

  private void remember(@Nullable List<AbortedTransaction> transactions) {
    toCome.clear();
    aborted.clear();
    if (transactions != null) {
      transactions.stream()
          .sorted(Comparator.comparingLong(AbortedTransaction::firstOffset))
          .forEach(toCome::add);
    }
  }

  private void read(
      DefaultRecordBatch batch, long from, List<ConsumerRecord<byte[], byte[]>> records)
      throws IOException {
    int count = batch.countOrNull();
    try (InputStream in = batch.recordInputStream(buffers)) {
      for (int i = 0; i < count; i++) {
        ConsumerRecord<byte[], byte[]> record = record(batch, in);
        if (record.offset() >= from) {
          records.add(record);
        }
      }
    }
  }

  private ConsumerRecord<byte[], byte[]> record(DefaultRecordBatch batch, InputStream in)
      throws IOException {
    if (ByteUtils.readVarint(in) <= 0 || in.read() < 0) {
      throw new EOFException("a batch ends before its last record");
    }
    long written = batch.baseTimestamp() + ByteUtils.readVarlong(in);
    long offset = batch.baseOffset() + ByteUtils.readVarint(in);
    byte[] key = bytes(in);
    byte[] value = bytes(in);
    boolean atAppend = batch.timestampType() == TimestampType.LOG_APPEND_TIME;
    return new ConsumerRecord<>(
        partition.topic(),
        partition.partition(),
        offset,
        atAppend ? batch.maxTimestamp() : written,
        batch.timestampType(),
        key == null ? ConsumerRecord.NULL_SIZE : key.length,
        value == null ? ConsumerRecord.NULL_SIZE : value.length,
        key,
        value,
        headers(in),
        Optional.of(batch.partitionLeaderEpoch()));
  }

  private static RecordHeaders headers(InputStream in) throws IOException {
    RecordHeaders headers = new RecordHeaders();
    for (int left = ByteUtils.readVarint(in); left > 0; left--) {
      byte[] name = in.readNBytes(ByteUtils.readVarint(in));
      headers.add(new RecordHeader(new String(name, StandardCharsets.UTF_8), bytes(in)));
    }
    return headers;
  }

  private static byte @Nullable [] bytes(InputStream in) throws IOException {
    int length = ByteUtils.readVarint(in);
    if (length < 0) {
      return null;
    }
    byte[] bytes = new byte[length];
    if (in.readNBytes(bytes, 0, length) < length) {
      throw new EOFException("a record ends before its end");
    }
    return bytes;
  }
}
