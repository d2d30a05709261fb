package io.tailrace.app.chaos;

import io.tailrace.app.replay.IdSet;
import io.tailrace.model.SpanCursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// What a sampling was given and what it made of it, read from the topics by an own reader, plain
/// and slow.
///
/// @param given the traces of the raw topic
/// @param released how often each span is in the topic of the pipeline
record SampledTraces(Map<Id, Trace> given, Map<Long, Integer> released) {
  /// The id of a trace.
  record Id(long high, long low) {}

  /// A trace.
  static final class Trace {
    private final List<Long> spans = new ArrayList<>();
    private boolean error;
    private long first = Long.MAX_VALUE;
    private long last;
  }

  /// Reads the topics.
  static SampledTraces of(Topics topics) throws Exception {
    Map<Id, Trace> given = new HashMap<>();
    topics.read("traces.raw", record -> add(record, given));
    Map<Long, Integer> released = new HashMap<>();
    topics.read(
        "traces.p.default",
        record -> {
          SpanCursor spans = new SpanCursor(record.value());
          while (spans.next()) {
            released.merge(spans.spanId(), 1, Integer::sum);
          }
        });
    return new SampledTraces(given, released);
  }

  private static void add(ConsumerRecord<byte[], byte[]> record, Map<Id, Trace> traces) {
    SpanCursor spans = new SpanCursor(record.value());
    while (spans.next()) {
      Id id = new Id(spans.traceIdHigh(), spans.traceIdLow());
      Trace trace = traces.computeIfAbsent(id, _ -> new Trace());
      trace.spans.add(spans.spanId());
      trace.error |= spans.status() == 2;
      trace.first = Math.min(trace.first, record.timestamp());
      trace.last = Math.max(trace.last, record.timestamp());
    }
  }

  /// Traces of which some spans were released and some were not.
  List<Id> broken() {
    List<Id> broken = new ArrayList<>();
    given.forEach(
        (id, trace) -> {
          long kept = trace.spans.stream().filter(released::containsKey).count();
          if (kept > 0 && kept < trace.spans.size()) {
            broken.add(id);
          }
        });
    return broken;
  }

  /// Traces with an error of which nothing was released although all of it came in time.
  ///
  /// @param millis how long a trace is waited for
  List<Id> errorsDropped(long millis) {
    List<Id> dropped = new ArrayList<>();
    given.forEach(
        (id, trace) -> {
          boolean inTime = trace.last - trace.first < millis;
          if (trace.error && inTime && !released.containsKey(trace.spans.getFirst())) {
            dropped.add(id);
          }
        });
    return dropped;
  }

  /// How many traces were kept.
  long kept() {
    return given.values().stream()
        .filter(trace -> released.containsKey(trace.spans.getFirst()))
        .count();
  }

  /// The spans that were released and are not among some others.
  Set<Long> missingFrom(IdSet arrived) {
    Set<Long> missing = new HashSet<>(released.keySet());
    missing.removeIf(arrived::contains);
    return missing;
  }

  /// How often a span was released more often than it was given: a client that is not answered
  /// sends again, and what it sent stands in the raw topic twice then.
  long releasedAgain() {
    Map<Long, Integer> left = new HashMap<>(released);
    for (Trace trace : given.values()) {
      trace.spans.forEach(span -> left.computeIfPresent(span, (_, times) -> times - 1));
    }
    return left.values().stream().mapToLong(times -> Math.max(0, times)).sum();
  }

  /// The spans of all traces that were given.
  IdSet spans() {
    IdSet ids = new IdSet();
    given
        .values()
        .forEach(
            trace ->
                ids.addAll(trace.spans.stream().distinct().mapToLong(Long::longValue).toArray()));
    return ids;
  }
}
