package io.tailrace.topology;

import io.tailrace.component.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How much room the dead letters take, and since when.
///
/// They are kept for people, so nothing but a person removes them; that they fill the disk must
/// not be found out from the refusals of receivers.
final class LetterBox {
  private static final Logger LOG = LoggerFactory.getLogger(LetterBox.class);
  private static final double MUCH = 0.1;

  private final Admin admin;
  private final InstantSource clock;
  private final long most;
  private volatile long bytes;
  private volatile Instant oldest = Instant.MAX;
  private boolean warned;

  /// Creates it.
  ///
  /// @param most the bytes that all topics may take together; 0 for no bound
  LetterBox(Admin admin, InstantSource clock, long most) {
    this.admin = admin;
    this.clock = clock;
    this.most = most;
  }

  /// Shows what it knows.
  void show(Metrics metrics) {
    metrics.gauge(
        "tailrace_dead_letter_bytes", "What the dead letters take on disk.", () -> (double) bytes);
    metrics.gauge(
        "tailrace_dead_letter_oldest_seconds",
        "The age of the oldest dead letter; 0 without any.",
        this::age);
  }

  private double age() {
    Instant since = oldest;
    return since.equals(Instant.MAX)
        ? 0
        : Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1e3);
  }

  /// Looks again.
  ///
  /// @param now the bytes that the topic takes
  void look(long now, Collection<TopicPartition> partitions)
      throws ExecutionException, InterruptedException {
    bytes = now;
    Map<TopicPartition, OffsetSpec> first = new HashMap<>();
    partitions.forEach(partition -> first.put(partition, OffsetSpec.forTimestamp(0)));
    Instant found = Instant.MAX;
    for (ListOffsetsResultInfo info : admin.listOffsets(first).all().get().values()) {
      if (info.timestamp() >= 0 && Instant.ofEpochMilli(info.timestamp()).isBefore(found)) {
        found = Instant.ofEpochMilli(info.timestamp());
      }
    }
    oldest = found;
    warn();
  }

  private void warn() {
    boolean much = most > 0 && bytes > MUCH * most;
    if (much && !warned) {
      LOG.warn(
          "the dead letters take {} MiB of the {} MiB that all topics may, and nothing removes them"
              + " but you. Look at them with `tailrace dead-letter list`, offer them again with"
              + " `redrive`, and remove those that are done with: `tailrace dead-letter purge"
              + " --older-than 7d`",
          bytes >> 20,
          most >> 20);
    }
    warned = much;
  }
}
