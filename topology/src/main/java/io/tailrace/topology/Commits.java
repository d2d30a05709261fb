package io.tailrace.topology;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a relay has to commit, and what is said when Kafka does not take it. Used by the thread of
/// the relay.
final class Commits {
  private static final Logger LOG = LoggerFactory.getLogger(Commits.class);

  private final String group;
  private boolean failing;

  Commits(String group) {
    this.group = group;
  }

  /// What is further than Kafka knows.
  Map<TopicPartition, OffsetAndMetadata> due(Map<TopicPartition, Cursor> cursors) {
    Map<TopicPartition, OffsetAndMetadata> due = new HashMap<>();
    cursors.forEach(
        (partition, cursor) -> {
          if (cursor.isAhead()) {
            due.put(partition, cursor.commit());
          }
        });
    return due;
  }

  /// Takes note of a commit that was answered.
  ///
  /// @param failure why it failed; absent when it did not
  void done(
      Map<TopicPartition, Cursor> cursors,
      Map<TopicPartition, OffsetAndMetadata> commits,
      @Nullable Exception failure) {
    if (failure == null) {
      failing = false;
      return;
    }
    cursors.forEach(
        (partition, cursor) -> {
          if (commits.containsKey(partition)) {
            cursor.forgetCommit();
          }
        });
    if (!failing) {
      LOG.warn("{}", complaint(failure));
    }
    failing = true;
  }

  /// What happened, and what follows.
  String complaint(Exception failure) {
    return ("relay %s could not tell Kafka how far it is: %s. It keeps trying; if this process ends"
            + " before that succeeds, what was sent since then is sent again")
        .formatted(group, Reason.of(failure));
  }
}
