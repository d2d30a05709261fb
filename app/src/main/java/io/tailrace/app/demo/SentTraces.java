package io.tailrace.app.demo;

import io.tailrace.app.replay.IdSet;
import io.tailrace.app.replay.Request;
import io.tailrace.app.replay.Workload;
import io.tailrace.model.SpanCursor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// A workload of traces that can tell afterwards which spans were of one trace. It makes the
/// requests once more for that instead of remembering them.
final class SentTraces implements Workload {
  private final Workload traces;
  private final AtomicLong requests = new AtomicLong();

  /// Nothing was sent yet.
  ///
  /// @param traces what is sent; asked again for a request it gives one with the same ids
  SentTraces(Workload traces) {
    this.traces = traces;
  }

  /// What became of a trace.
  ///
  /// @param high the high 64 bits of its id
  /// @param low the low 64 bits
  /// @param acknowledged how many of its spans a client was promised
  /// @param arrived how many of those the sink has
  record Fate(long high, long low, int acknowledged, int arrived) {
    String id() {
      return "%016x%016x".formatted(high, low);
    }

    /// Whether anything of it arrived.
    boolean kept() {
      return arrived > 0;
    }

    /// Whether some of it arrived, and some did not.
    boolean broken() {
      return arrived > 0 && arrived < acknowledged;
    }
  }

  private record Id(long high, long low) {}

  @Override
  public Request request(long sequence) {
    requests.accumulateAndGet(sequence + 1, Math::max);
    return traces.request(sequence);
  }

  /// Returns what became of every trace of which anything was acknowledged, in the order in which
  /// they were sent.
  List<Fate> fates(IdSet acknowledged, IdSet taken) {
    Map<Id, int[]> counts = new LinkedHashMap<>();
    for (long sequence = 0; sequence < requests.get(); sequence++) {
      var spans = new SpanCursor(traces.request(sequence).otlp());
      while (spans.next()) {
        if (acknowledged.contains(spans.spanId())) {
          var id = new Id(spans.traceIdHigh(), spans.traceIdLow());
          int[] count = counts.computeIfAbsent(id, _ -> new int[2]);
          count[0]++;
          count[1] += taken.contains(spans.spanId()) ? 1 : 0;
        }
      }
    }
    var fates = new ArrayList<Fate>();
    counts.forEach((id, count) -> fates.add(new Fate(id.high(), id.low(), count[0], count[1])));
    return fates;
  }
}
