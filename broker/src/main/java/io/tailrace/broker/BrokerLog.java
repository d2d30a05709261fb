package io.tailrace.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import kafka.server.ReplicaManager;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Records;
import org.apache.kafka.common.requests.ProduceResponse.PartitionResponse;
import org.apache.kafka.server.common.RequestLocal;
import org.apache.kafka.server.partition.PartitionListener;
import org.apache.kafka.server.storage.log.FetchIsolation;
import org.apache.kafka.storage.internals.log.AppendOrigin;
import org.apache.kafka.storage.internals.log.FetchDataInfo;
import org.apache.kafka.storage.internals.log.UnifiedLog;
import scala.runtime.BoxedUnit;

/// The partitions of a broker, written and read as its own request handlers do, on the caller's
/// thread.
///
/// The broker validates, counts and wakes readers just the same; what is left out is the network.
/// Kafka's internal interface: the version is pinned, and tests hold it to what a producer and a
/// consumer see.
public final class BrokerLog {
  // The leader is the only replica, so its acknowledgement is that of all.
  private static final short LEADER = 1;
  private static final long TIMEOUT_MILLIS = 1000;

  private final ReplicaManager replicas;
  private final RequestLocal buffers = RequestLocal.withThreadConfinedCaching();

  BrokerLog(ReplicaManager replicas) {
    this.replicas = replicas;
  }

  /// Appends a batch of records to each partition, and returns when they are acknowledged.
  ///
  /// @return what the broker answers a producer for each partition
  public synchronized Map<TopicPartition, PartitionResponse> append(
      Map<TopicPartition, MemoryRecords> batches) {
    scala.collection.mutable.Map<TopicIdPartition, MemoryRecords> entries =
        new scala.collection.mutable.HashMap<>();
    batches.forEach((to, records) -> entries.put(replicas.topicIdPartition(to), records));
    Map<TopicPartition, PartitionResponse> responses = new HashMap<>();
    try {
      replicas.appendRecords(
          TIMEOUT_MILLIS,
          LEADER,
          false,
          AppendOrigin.CLIENT,
          entries,
          all -> {
            all.forEach((to, response) -> responses.put(to.topicPartition(), response));
            return BoxedUnit.UNIT;
          },
          replicas.appendRecords$default$7(),
          buffers,
          replicas.appendRecords$default$9(),
          replicas.appendRecords$default$10());
    } finally {
      replicas.tryCompleteActions();
    }
    return responses;
  }

  /// Reads the batches of a partition from an offset on: what is in memory or on disk now, as
  /// whole batches of which the last may be cut short, of transactions that were committed or
  /// aborted.
  ///
  /// @param offset the first record that is wanted; its batch may begin before it
  /// @param into holds what was read and bounds it, unless a single batch is larger
  /// @return what the broker answers a consumer that reads what is committed
  public PartitionData read(TopicPartition partition, long offset, ByteBuffer into) {
    PartitionData answer = new PartitionData().setPartitionIndex(partition.partition());
    try {
      UnifiedLog log = log(partition);
      FetchDataInfo found = log.read(offset, into.capacity(), FetchIsolation.TXN_COMMITTED, true);
      return answer
          .setHighWatermark(log.highWatermark())
          .setLastStableOffset(log.lastStableOffset())
          .setLogStartOffset(log.logStartOffset())
          .setAbortedTransactions(found.abortedTransactions.orElse(null))
          .setRecords(copy(found.records, into));
    } catch (ApiException e) {
      return answer.setErrorCode(Errors.forException(e).code()).setRecords(MemoryRecords.EMPTY);
    } catch (IOException _) {
      return answer.setErrorCode(Errors.KAFKA_STORAGE_ERROR.code()).setRecords(MemoryRecords.EMPTY);
    }
  }

  private static MemoryRecords copy(Records found, ByteBuffer into) throws IOException {
    if (!(found instanceof FileRecords file)) {
      return MemoryRecords.EMPTY;
    }
    int size = file.sizeInBytes();
    ByteBuffer buffer = size > into.capacity() ? ByteBuffer.allocate(size) : into;
    buffer.clear().limit(size);
    file.readInto(buffer, 0);
    return MemoryRecords.readableRecords(buffer);
  }

  /// The offset of the next record of a partition that a consumer of what is committed would get.
  ///
  /// @throws ApiException where the partition is not one of this broker
  public long end(TopicPartition partition) {
    return log(partition).lastStableOffset();
  }

  /// Calls somebody whenever there is more to be read in a partition, on the thread that wrote.
  ///
  /// @return what ends that
  public Runnable watch(TopicPartition partition, Runnable grown) {
    PartitionListener listener =
        new PartitionListener() {
          @Override
          public void onHighWatermarkUpdated(TopicPartition of, long offset) {
            grown.run();
          }
        };
    replicas.maybeAddListener(partition, listener);
    return () -> replicas.removeListener(partition, listener);
  }

  private UnifiedLog log(TopicPartition partition) {
    return replicas.getPartitionOrException(partition).localLogOrException();
  }
}
