package io.tailrace.topology;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.ProduceResponse.PartitionResponse;

/// The log of a broker that runs in this process, written to without a client in between.
///
/// A produce request costs a client, two sockets, a queue and their threads more than the append
/// that it is for. Where the only replica is in this process, nothing of that adds to what an
/// acknowledgement means.
@FunctionalInterface
public interface LocalLog {
  /// Appends a batch to each partition, and returns when all are as durable as their topics are
  /// configured, or refused.
  ///
  /// @return what a broker answers for each partition: the offset of its first record, or an error
  Map<TopicPartition, PartitionResponse> append(Map<TopicPartition, MemoryRecords> batches);
}
