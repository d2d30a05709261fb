package io.tailrace.topology;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.ProduceResponse.PartitionResponse;

/// The log of a broker that runs in this process, written and read without a client in between.
///
/// A produce or fetch request costs a client, two sockets, a queue and their threads more than the
/// append or read that it is for. Where the only replica is in this process, nothing of that adds
/// to what an acknowledgement means.
///
/// Only threads that nobody interrupts may write or read it. It is Kafka's files that they use: an
/// interrupt closes the file, which Kafka takes for a broken disk, and ends the process.
public interface LocalLog {
  /// Appends a batch to each partition, and returns when all are as durable as their topics are
  /// configured, or refused.
  ///
  /// @return what a broker answers for each partition: the offset of its first record, or an error
  Map<TopicPartition, PartitionResponse> append(Map<TopicPartition, MemoryRecords> batches);

  /// Reads the batches of a partition from an offset on; the last may be cut short.
  ///
  /// @param offset the first record that is wanted; its batch may begin before it
  /// @param into holds what was read and bounds it, unless a single batch is larger
  /// @return what a broker answers a consumer that reads what is committed, or an error
  PartitionData read(TopicPartition partition, long offset, ByteBuffer into);

  /// The offset of the next record that a consumer of what is committed would get.
  ///
  /// @throws org.apache.kafka.common.errors.ApiException where the partition cannot be reached
  long end(TopicPartition partition);

  /// Calls somebody whenever there is more to be read in a partition, on any thread.
  ///
  /// @return what ends that
  Runnable watch(TopicPartition partition, Runnable grown);

  /// Reads a partition, as {@link LocalLog#read} says.
  @FunctionalInterface
  interface Reads {
    /// Reads the batches of a partition from an offset on.
    PartitionData read(TopicPartition partition, long offset, ByteBuffer into);
  }

  /// Returns the log that a broker's methods make.
  static LocalLog of(
      Function<Map<TopicPartition, MemoryRecords>, Map<TopicPartition, PartitionResponse>> append,
      Reads reads,
      ToLongFunction<TopicPartition> end,
      BiFunction<TopicPartition, Runnable, Runnable> watch) {
    return new LocalLog() {
      @Override
      public Map<TopicPartition, PartitionResponse> append(
          Map<TopicPartition, MemoryRecords> batches) {
        return append.apply(batches);
      }

      @Override
      public PartitionData read(TopicPartition partition, long offset, ByteBuffer into) {
        return reads.read(partition, offset, into);
      }

      @Override
      public long end(TopicPartition partition) {
        return end.applyAsLong(partition);
      }

      @Override
      public Runnable watch(TopicPartition partition, Runnable grown) {
        return watch.apply(partition, grown);
      }
    };
  }
}
