package io.tailrace.bench;

import io.tailrace.app.replay.Answer;
import io.tailrace.app.replay.Request;
import io.tailrace.app.replay.Sender;
import io.tailrace.model.SpanCursor;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/// How much longer than `decision_wait` kept traces take from the moment at which a client first
/// sent a span of theirs to the arrival of the last one at the sink; for one of eight traces.
final class DecisionTimes {
  private static final long SAMPLED = 7;
  private static final long LONGEST_MICROS = 3_600_000_000L;

  private final Duration wait;
  private final LongSupplier nanos;
  private final ConcurrentMap<Long, Long> first = new ConcurrentHashMap<>();
  private final ConcurrentMap<Long, Long> last = new ConcurrentHashMap<>();

  DecisionTimes(Duration wait, LongSupplier nanos) {
    this.wait = wait;
    this.nanos = nanos;
  }

  /// Returns a sender that notes when traces leave.
  Sender noting(Sender sender) {
    return new Sender() {
      @Override
      public Answer send(Request request) throws InterruptedException {
        departs(request);
        return sender.send(request);
      }

      @Override
      public void close() {
        sender.close();
      }
    };
  }

  /// A request is sent, perhaps again.
  void departs(Request request) {
    long now = nanos.getAsLong();
    var span = new SpanCursor(request.otlp());
    while (span.next()) {
      if ((span.traceIdLow() & SAMPLED) == 0) {
        first.putIfAbsent(span.traceIdLow(), now);
      }
    }
  }

  /// A request has arrived.
  void arrives(Request request) {
    long now = nanos.getAsLong();
    var span = new SpanCursor(request.otlp());
    while (span.next()) {
      if ((span.traceIdLow() & SAMPLED) == 0) {
        last.put(span.traceIdLow(), now);
      }
    }
  }

  /// Returns the times beyond the wait in microseconds, 0 for those that took less.
  Histogram micros() {
    var micros = new Histogram(LONGEST_MICROS, 3);
    last.forEach(
        (trace, arrival) -> {
          long took = arrival - first.getOrDefault(trace, arrival) - wait.toNanos();
          micros.recordValue(Math.clamp(took / 1000, 0, LONGEST_MICROS));
        });
    return micros;
  }
}
