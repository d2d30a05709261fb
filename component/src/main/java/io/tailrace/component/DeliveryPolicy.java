package io.tailrace.component;

import java.time.Duration;
import java.util.Optional;

/// How the relay treats an exporter.
///
/// @param retry how failed requests are repeated
/// @param concurrency how many requests may be under way at once (`sending_queue.num_consumers`)
/// @param batching what `sending_queue.batch` asks for
/// @param maxBytes the most bytes that the relay joins into one request
/// @param maxRate the most items a second; 0 for no bound
/// @param startAt where an exporter that is new starts to read
/// @param whenFull what happens to its backlog when the topics reach their size
public record DeliveryPolicy(
    RetryConfig retry,
    int concurrency,
    Batching batching,
    int maxBytes,
    double maxRate,
    StartAt startAt,
    WhenFull whenFull) {
  /// Where an exporter that is new starts to read.
  ///
  /// @param earliest whether at the oldest record that the topic has
  /// @param back how far before now, if not at the earliest; absent for now
  public record StartAt(boolean earliest, Optional<Duration> back) {
    /// The end of the topic at the moment the exporter is planned.
    public static final StartAt NOW = new StartAt(false, Optional.empty());
  }

  /// What happens when topics are full.
  public enum WhenFull {
    /// Receivers refuse until there is room again.
    REFUSE,
    /// The oldest records expire for this exporter, counted.
    EXPIRE
  }
}
