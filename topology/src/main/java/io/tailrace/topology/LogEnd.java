package io.tailrace.topology;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.jspecify.annotations.Nullable;

/// Says whether a partition was read to its end, by asking its broker: what a consumer knows of the
/// end may be old, and a broker that does not answer looks like a log that does not grow.
sealed interface LogEnd {
  /// When it was last seen that nothing stands at an offset or behind it, by the time here; empty
  /// where something does, or nobody knows yet.
  OptionalLong reached(long offset);

  /// The end of a log in this process.
  record Local(LocalLog log, TopicPartition partition, LongSupplier nanos) implements LogEnd {
    @Override
    public OptionalLong reached(long offset) {
      long now = nanos.getAsLong();
      try {
        return log.end(partition) <= offset ? OptionalLong.of(now) : OptionalLong.empty();
      } catch (ApiException _) {
        return OptionalLong.empty();
      }
    }
  }

  /// The end of a log elsewhere. Questions are under way one at a time, and nobody waits for the
  /// answer. One thread uses it.
  final class Remote implements LogEnd {
    private final Admin admin;
    private final TopicPartition partition;
    private final LongSupplier nanos;
    private @Nullable ListOffsetsResult asked;
    private long askedAt;

    Remote(Admin admin, TopicPartition partition, LongSupplier nanos) {
      this.admin = admin;
      this.partition = partition;
      this.nanos = nanos;
    }

    @Override
    public OptionalLong reached(long offset) {
      ListOffsetsResult result = asked;
      OptionalLong reached = OptionalLong.empty();
      if (result != null && result.partitionResult(partition).isDone()) {
        asked = null;
        reached = end(result) <= offset ? OptionalLong.of(askedAt) : OptionalLong.empty();
      }
      if (asked == null) {
        askedAt = nanos.getAsLong();
        asked =
            admin.listOffsets(
                Map.of(partition, OffsetSpec.latest()),
                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED));
      }
      return reached;
    }

    private long end(ListOffsetsResult result) {
      try {
        return result.partitionResult(partition).get().offset();
      } catch (ExecutionException _) {
        return Long.MAX_VALUE;
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return Long.MAX_VALUE;
      }
    }
  }
}
