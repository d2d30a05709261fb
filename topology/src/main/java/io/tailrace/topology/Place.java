package io.tailrace.topology;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.utils.BufferSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where a {@link LocalConsumer} reads in a partition.
final class Place {
  /// The offset of a place whose consumer has yet to be asked for its position.
  static final long UNKNOWN = -1;

  private static final Logger LOG = LoggerFactory.getLogger(Place.class);
  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private final TopicPartition partition;
  private final LocalLog log;
  private final CommittedRecords committed;
  private final Runnable unwatch;
  private long next = UNKNOWN;
  private boolean behind;
  private Errors trouble = Errors.NONE;
  private long damaged = UNKNOWN;
  private long notBefore = System.nanoTime();

  /// A place in a log.
  ///
  /// @param grown runs whenever there is more to be read, on any thread
  Place(TopicPartition partition, LocalLog log, BufferSupplier buffers, Runnable grown) {
    this.partition = partition;
    this.log = log;
    this.committed = new CommittedRecords(partition, buffers);
    this.unwatch = log.watch(partition, grown);
  }

  /// The offset of the next record, or {@link #UNKNOWN}.
  long next() {
    return next;
  }

  void move(long offset) {
    next = offset;
  }

  /// Whether more had been written, when this was last read, than could be read.
  boolean isBehind() {
    return behind;
  }

  /// Reads on. Where nothing can be read for a while nothing is.
  ///
  /// @param room stops behind the batch with which the values have as many bytes
  /// @throws OffsetOutOfRangeException if the log does not hold the next offset
  List<ConsumerRecord<byte[], byte[]>> read(ByteBuffer buffer, long room) {
    behind = false;
    if (System.nanoTime() - notBefore < 0) {
      return List.of();
    }
    PartitionData answer = log.read(partition, next, buffer);
    Errors error = Errors.forCode(answer.errorCode());
    if (error == Errors.OFFSET_OUT_OF_RANGE) {
      throw new OffsetOutOfRangeException(Map.of(partition, next));
    }
    if (error != Errors.NONE && !(error.exception() instanceof RetriableException)) {
      throw error.exception();
    }
    if (error != Errors.NONE && error != trouble) {
      LOG.warn("{} cannot be read for now: {}", partition, error.message());
    }
    trouble = error;
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try {
      next = committed.add(answer, next, room, records);
      behind = next < answer.highWatermark();
    } catch (KafkaException e) {
      waitAt(e);
    }
    return records;
  }

  /// A damaged batch stays damaged: it is said once, and what follows waits while others go on.
  private void waitAt(KafkaException damage) {
    if (damaged != next) {
      LOG.error(
          "{}. It and what follows in its partition is exported once it is repaired; to give it up"
              + " instead, delete it with kafka-delete-records.sh",
          damage.getMessage());
    }
    damaged = next;
    notBefore = System.nanoTime() + PAUSE_NANOS;
  }

  /// Gives it up.
  void leave() {
    unwatch.run();
  }
}
