package io.tailrace.bench;

import io.tailrace.model.SpanCursor;
import java.util.Arrays;

/// What there is to know about a trace when all of its spans are there.
final class SentTrace {
  private final long high;
  private final long low;
  private long[] ids = new long[16];
  private int spans;
  private long start = Long.MAX_VALUE;
  private long end = Long.MIN_VALUE;
  private int worstStatus;

  SentTrace(long high, long low) {
    this.high = high;
    this.low = low;
  }

  /// Adds the span at which a cursor stands.
  void add(SpanCursor span) {
    if (spans == ids.length) {
      ids = Arrays.copyOf(ids, 2 * spans);
    }
    ids[spans++] = span.spanId();
    start = Math.min(start, span.start());
    end = Math.max(end, span.end());
    worstStatus = Math.max(worstStatus, span.status());
  }

  long high() {
    return high;
  }

  long low() {
    return low;
  }

  /// From the begin of the first span to the end of the last one.
  long nanos() {
    return end - start;
  }

  /// The highest status of a span: 0 unset, 1 ok, 2 error.
  int worstStatus() {
    return worstStatus;
  }

  /// The ids of its spans.
  long[] spanIds() {
    return Arrays.copyOf(ids, spans);
  }

  @Override
  public String toString() {
    return "%016x%016x of %d spans, %d ms, status %d"
        .formatted(high, low, spans, nanos() / 1_000_000, worstStatus);
  }
}
