package io.tailrace.topology;

import io.tailrace.component.Metrics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Shows what a sampling has not decided yet, over all partitions that this process has.
final class SamplingGauges {
  private final Map<Integer, Standing> standings = new ConcurrentHashMap<>();

  /// Where a partition stands.
  ///
  /// @param traces that are not decided
  /// @param spans of theirs
  /// @param age of the oldest of them, in milliseconds
  /// @param behind how many records lie between what was read and what is decided
  record Standing(int traces, long spans, long age, long behind) {}

  SamplingGauges(Metrics metrics, Plan.Route route) {
    String[] labels = {
      "processor", route.exporter().name(), "pipeline", route.pipeline().toString()
    };
    metrics.gauge(
        "otelcol_processor_tail_sampling_sampling_traces_on_memory",
        "Traces that are not decided yet. Their spans are in Kafka, only a summary of each is in"
            + " memory.",
        () -> standings.values().stream().mapToLong(Standing::traces).sum(),
        labels);
    metrics.gauge(
        "tailrace_sampling_undecided_spans",
        "Spans of traces that are not decided yet.",
        () -> standings.values().stream().mapToLong(Standing::spans).sum(),
        labels);
    metrics.gauge(
        "tailrace_sampling_oldest_undecided_seconds",
        "How long ago the oldest trace began that is not decided yet, by the time of the log.",
        () -> standings.values().stream().mapToLong(Standing::age).max().orElse(0) / 1e3,
        labels);
    metrics.gauge(
        "tailrace_sampling_fence_lag_records",
        "Records between what was read and what everything is decided about.",
        () -> standings.values().stream().mapToLong(Standing::behind).sum(),
        labels);
  }

  void show(int partition, Standing standing) {
    standings.put(partition, standing);
  }

  void hide(int partition) {
    standings.remove(partition);
  }
}
