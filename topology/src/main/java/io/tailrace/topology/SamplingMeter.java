package io.tailrace.topology;

import io.tailrace.component.Histogram;
import io.tailrace.component.Metrics;
import io.tailrace.component.sampling.DecidedTrace;
import io.tailrace.component.sampling.TraceSampler;
import io.tailrace.component.sampling.Vote;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/// Shows what a sampling decides and what it has not decided yet, over all partitions that this
/// process has, under the Collector's names where it has such a thing.
///
/// Counters count what this process did; the accounts in the topic of decisions hold for all.
final class SamplingMeter {
  private static final String COLLECTORS = "otelcol_processor_tail_sampling_";

  private final Map<Integer, Standing> standings = new ConcurrentHashMap<>();
  private final List<Map<Outcome, Votes>> votes = new ArrayList<>();
  private final Map<Outcome, LongAdder> decided = new EnumMap<>(Outcome.class);
  private final LongAdder[] executions;
  private final LongAdder arrived;
  private final LongAdder tooLarge;
  private final LongAdder[] late;
  private final Histogram age;
  private final Histogram duration;
  private final int largeCause;

  /// Where a partition stands.
  ///
  /// @param traces that are not decided
  /// @param spans of theirs
  /// @param age of the oldest of them, in milliseconds
  /// @param behind how many records lie between what was read and what is decided
  record Standing(int traces, long spans, long age, long behind) {}

  /// A decision in the Collector's words.
  private enum Outcome {
    SAMPLED("true", "sampled"),
    NOT_SAMPLED("false", "not_sampled"),
    DROPPED("false", "dropped");

    private final String sampled;
    private final String decision;

    Outcome(String sampled, String decision) {
      this.sampled = sampled;
      this.decision = decision;
    }
  }

  /// How often a policy said something, and of how much.
  private record Votes(LongAdder traces, LongAdder spans, LongAdder bytes) {}

  SamplingMeter(Metrics metrics, Plan.Route route, TraceSampler sampler) {
    Labelled counters = new Labelled(metrics, route);
    for (int policy = 0; policy < sampler.policies(); policy++) {
      votes.add(votes(counters, sampler.causes().get(policy)));
    }
    for (Outcome outcome : Outcome.values()) {
      decided.put(
          outcome,
          counters.counter(
              "global_count_traces_sampled",
              "Traces that were decided.",
              "sampled",
              outcome.sampled,
              "decision",
              outcome.decision));
    }
    executions =
        sampler.causes().stream()
            .limit(sampler.policies())
            .map(
                name ->
                    counters.counter(
                        "sampling_policy_execution_count",
                        "How often a policy was asked.",
                        "policy",
                        name))
            .toArray(LongAdder[]::new);
    arrived = counters.counter("new_trace_id_received", "Traces that were seen first.");
    tooLarge =
        counters.counter(
            "traces_dropped_too_large", "Traces larger than maximum_trace_size_bytes.");
    late = new LongAdder[] {late(counters, "false"), late(counters, "true")};
    age =
        counters.histogram(
            "sampling_trace_removal_age",
            "Seconds from the first span of a trace to its decision.");
    duration =
        counters.histogram(
            "sampling_decision_timer_latency", "Milliseconds that a round of decisions took.");
    largeCause = sampler.causes().indexOf(TraceSampler.TOO_LARGE);
    gauges(counters);
  }

  /// Metrics with the labels of a sampling.
  private record Labelled(Metrics metrics, Plan.Route route) {
    LongAdder counter(String name, String help, String... more) {
      return metrics.counter(COLLECTORS + name, help, labels(more));
    }

    Histogram histogram(String name, String help) {
      return metrics.histogram(COLLECTORS + name, help, labels());
    }

    void gauge(String name, String help, DoubleSupplier value) {
      metrics.gauge(name, help, value, labels());
    }

    private String[] labels(String... more) {
      return Stream.concat(
              Stream.of(
                  "processor", route.exporter().name(), "pipeline", route.pipeline().toString()),
              Stream.of(more))
          .toArray(String[]::new);
    }
  }

  private static Map<Outcome, Votes> votes(Labelled counters, String policy) {
    Map<Outcome, Votes> all = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      String[] more = {"policy", policy, "sampled", outcome.sampled, "decision", outcome.decision};
      all.put(
          outcome,
          new Votes(
              counters.counter("count_traces_sampled", "What a policy said, by traces.", more),
              counters.counter("count_spans_sampled", "What a policy said, by spans.", more),
              counters.counter("count_bytes_sampled", "What a policy said, by bytes.", more)));
    }
    return all;
  }

  private static LongAdder late(Labelled counters, String sampled) {
    return counters.counter(
        "early_releases_from_cache_decision",
        "Spans that came late and followed the decision about their trace.",
        "sampled",
        sampled);
  }

  private void gauges(Labelled all) {
    all.gauge(
        COLLECTORS + "sampling_traces_on_memory",
        "Traces that are not decided yet. Their spans are in Kafka, only a summary of each is in"
            + " memory.",
        () -> standings.values().stream().mapToLong(Standing::traces).sum());
    all.gauge(
        "tailrace_sampling_undecided_spans",
        "Spans of traces that are not decided yet.",
        () -> standings.values().stream().mapToLong(Standing::spans).sum());
    all.gauge(
        "tailrace_sampling_oldest_undecided_seconds",
        "How long ago the oldest trace began that is not decided yet, by the time of the log.",
        () -> standings.values().stream().mapToLong(Standing::age).max().orElse(0) / 1e3);
    all.gauge(
        "tailrace_sampling_fence_lag_records",
        "Records between what was read and what everything is decided about.",
        () -> standings.values().stream().mapToLong(Standing::behind).sum());
  }

  /// A trace was decided.
  ///
  /// @param time of the log, in milliseconds
  void decided(DecidedTrace trace, long time) {
    boolean dropped = false;
    for (int policy = 0; policy < executions.length; policy++) {
      Vote vote = trace.vote(policy);
      if (vote != Vote.NOT_ASKED) {
        executions[policy].increment();
        Votes counts = Objects.requireNonNull(votes.get(policy).get(outcome(vote)));
        counts.traces().increment();
        counts.spans().add(trace.spans());
        counts.bytes().add(trace.bytes());
        dropped |= vote == Vote.DROPPED;
      }
    }
    Outcome outcome =
        trace.kept() ? Outcome.SAMPLED : dropped ? Outcome.DROPPED : Outcome.NOT_SAMPLED;
    Objects.requireNonNull(decided.get(outcome)).increment();
    age.record((time - trace.firstTime()) / 1e3);
    if (trace.cause() == largeCause) {
      tooLarge.increment();
    }
  }

  private static Outcome outcome(Vote vote) {
    return switch (vote) {
      case SAMPLED, INVERT_SAMPLED -> Outcome.SAMPLED;
      case DROPPED -> Outcome.DROPPED;
      case NOT_ASKED, NOT_SAMPLED, INVERT_NOT_SAMPLED -> Outcome.NOT_SAMPLED;
    };
  }

  /// Traces were seen first.
  void arrived(long traces) {
    arrived.add(traces);
  }

  /// Spans came late.
  void late(boolean kept, long spans) {
    late[kept ? 1 : 0].add(spans);
  }

  /// A round of decisions took so many nanoseconds.
  void round(long nanos) {
    duration.record(nanos / 1e6);
  }

  void show(int partition, Standing standing) {
    standings.put(partition, standing);
  }

  void hide(int partition) {
    standings.remove(partition);
  }
}
