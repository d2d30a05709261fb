package io.tailrace.bench;

import io.tailrace.app.replay.IdSet;
import io.tailrace.app.replay.Recording;
import io.tailrace.model.SpanCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The spans that a sampler has to keep, found out by looking at whole traces: plain and slow, and
/// before anything is sent.
final class ExpectedSpans {
  private static final int SHOWN = 5;

  private final Rule rule;
  private final IdSet kept = new IdSet();
  private final List<SentTrace> keptTraces = new ArrayList<>();
  private long spans;

  /// Which traces are kept.
  interface Rule {
    /// Whether a trace is kept.
    ///
    /// @throws IOException when that is not clear
    boolean keep(SentTrace trace) throws IOException;
  }

  ExpectedSpans(Rule rule) {
    this.rule = rule;
  }

  /// Adds what is sent of a recording.
  ///
  /// @param recording not the one that is sent: times of a round are those of the first look at it
  /// @param wanted how many spans the plan of the load says
  /// @throws IOException when it is not clear whether a trace has to be kept
  void add(Recording recording, long wanted) throws IOException {
    Map<Long, SentTrace> round = new LinkedHashMap<>();
    long sent = 0;
    for (long number = 0; sent < wanted; number++) {
      var request = recording.request(number);
      read(request.otlp(), round);
      sent += request.items();
      if ((number + 1) % recording.requests() == 0) {
        decide(round);
      }
    }
    decide(round);
    spans += sent;
  }

  private static void read(byte[] otlp, Map<Long, SentTrace> round) {
    var span = new SpanCursor(otlp);
    while (span.next()) {
      var high = span.traceIdHigh();
      var low = span.traceIdLow();
      round.computeIfAbsent(low, _ -> new SentTrace(high, low)).add(span);
    }
  }

  /// Traces do not go on in the next round of a recording.
  private void decide(Map<Long, SentTrace> round) throws IOException {
    for (var trace : round.values()) {
      if (rule.keep(trace)) {
        kept.addAll(trace.spanIds());
        keptTraces.add(trace);
      }
    }
    round.clear();
  }

  /// The share of the spans that is kept.
  double share() {
    return (double) kept.size() / spans;
  }

  /// Whether all of them are in a set.
  boolean allIn(IdSet taken) {
    return taken.size() >= kept.size() && kept.missingFrom(taken) == 0;
  }

  /// Fails unless a sink took exactly these.
  ///
  /// @throws IOException with how many are missing and too many, and traces that are not whole
  void require(IdSet taken) throws IOException {
    long missing = kept.missingFrom(taken);
    long tooMany = taken.missingFrom(kept);
    if (missing == 0 && tooMany == 0) {
      return;
    }
    var broken = keptTraces.stream().filter(trace -> missing(trace, taken) > 0).toList();
    var text = new StringBuilder();
    text.append(
        "not the spans of the traces to keep: %,d are missing of %,d traces, %,d are too many"
            .formatted(missing, broken.size(), tooMany));
    broken.stream()
        .limit(SHOWN)
        .forEach(trace -> text.append("%n  %d of %s".formatted(missing(trace, taken), trace)));
    throw new IOException(text.toString());
  }

  private static long missing(SentTrace trace, IdSet taken) {
    var ids = new IdSet();
    ids.addAll(trace.spanIds());
    return ids.missingFrom(taken);
  }
}
