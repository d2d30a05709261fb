package io.tailrace.topology;

import io.tailrace.component.Metrics;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// What pipelines run with.
///
/// @param kafka how Kafka is reached
/// @param config the keys of the extension `kafka`
/// @param retentionBytes how many bytes the topics may take together before receivers refuse; 0
///     for no bound
/// @param writer a name of this process that stays the same over restarts and that no other
///     process has: it is kept in the data directory
/// @param groupInstance the name under which this process keeps its partitions while it restarts;
///     absent: it leaves its groups when it ends, and others take over at once
/// @param role what this process does
/// @param metrics the counters and gauges of the process
/// @param clock the clock
/// @param guards what may refuse requests before anything is done for them
public record Setting(
    KafkaConnection kafka,
    KafkaConfig config,
    long retentionBytes,
    String writer,
    Optional<String> groupInstance,
    Role role,
    Metrics metrics,
    InstantSource clock,
    List<Guard> guards) {
  /// Copies the list.
  public Setting {
    guards = List.copyOf(guards);
  }

  /// What a process does.
  public enum Role {
    /// Everything.
    ALL,
    /// Receives only.
    AGENT,
    /// Exports only.
    WORKER
  }

  TopicNames names() {
    return new TopicNames(config.topics().prefix());
  }
}
