package io.tailrace.broker;

import java.util.HashMap;
import java.util.Map;
import kafka.server.ReplicaManager;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.requests.ProduceResponse.PartitionResponse;
import org.apache.kafka.server.common.RequestLocal;
import org.apache.kafka.storage.internals.log.AppendOrigin;
import scala.runtime.BoxedUnit;

/// Appends to the broker's logs as its own request handlers do, on the caller's thread.
///
/// The broker validates, counts and wakes readers just the same; what is left out is the network.
/// Kafka's internal interface: the version is pinned, and tests hold it to what a producer sees.
final class LocalAppends {
  // The leader is the only replica, so its acknowledgement is that of all.
  private static final short LEADER = 1;
  private static final long TIMEOUT_MILLIS = 1000;

  private final ReplicaManager replicas;
  private final RequestLocal buffers = RequestLocal.withThreadConfinedCaching();

  LocalAppends(ReplicaManager replicas) {
    this.replicas = replicas;
  }

  synchronized Map<TopicPartition, PartitionResponse> append(
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
}
