package io.tailrace.model;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A cursor over the spans of a request. It reads a span's fields when it comes to it and keeps
/// numbers and offsets only; texts are made when they are asked for.
public final class SpanCursor {
  private final Fields request = new Fields();
  private final Fields entry = new Fields();
  private final Fields scope = new Fields();
  private final Fields span = new Fields();
  private final Fields inner = new Fields();
  private final Fields pair = new Fields();
  private final TraceId traceId = new TraceId();
  private long spanId;
  private long parentSpanId;
  private long start;
  private long end;
  private int kind;
  private int status;
  private int nameStart;
  private int nameEnd;

  /// Creates a cursor before the first span of a request.
  public SpanCursor(byte[] otlp) {
    request.over(otlp, 0, otlp.length);
  }

  /// Moves to the next span, false behind the last one.
  ///
  /// @throws MalformedTelemetry when the bytes are no export request
  public boolean next() {
    while (true) {
      if (child(scope, 2)) {
        read();
        return true;
      }
      if (child(entry, 2)) {
        scope.into(entry);
      } else if (child(request, 1)) {
        entry.into(request);
      } else {
        return false;
      }
    }
  }

  private static boolean child(Fields fields, int number) {
    while (fields.next()) {
      if (fields.isMessage(number)) {
        return true;
      }
    }
    return false;
  }

  private void read() {
    clear();
    span.into(scope);
    while (span.next()) {
      switch (span.number()) {
        case 1 -> readTraceId();
        case 2 -> spanId = TraceId.lastBytes(span);
        case 4 -> parentSpanId = TraceId.lastBytes(span);
        case 5 -> {
          nameStart = span.start();
          nameEnd = span.end();
        }
        case 6 -> kind = (int) span.scalar();
        case 7 -> start = span.scalar();
        case 8 -> end = span.scalar();
        case 15 -> readStatus();
        default -> {}
      }
    }
  }

  private void clear() {
    traceId.clear();
    spanId = 0;
    parentSpanId = 0;
    start = 0;
    end = 0;
    kind = 0;
    status = 0;
    nameStart = 0;
    nameEnd = 0;
  }

  private void readTraceId() {
    if (span.wireType() == WireType.LENGTH) {
      traceId.take(span);
    }
  }

  private void readStatus() {
    inner.into(span);
    while (inner.next()) {
      if (inner.number() == 3) {
        status = (int) inner.scalar();
      }
    }
  }

  /// The high 64 bits of its trace id, 0 without one.
  public long traceIdHigh() {
    return traceId.high();
  }

  /// The low 64 bits of its trace id, 0 without one.
  public long traceIdLow() {
    return traceId.low();
  }

  /// Its id, 0 without one.
  public long spanId() {
    return spanId;
  }

  /// The id of its parent, 0 for a root.
  public long parentSpanId() {
    return parentSpanId;
  }

  /// When it began, in nanoseconds since 1970.
  public long start() {
    return start;
  }

  /// When it ended, in nanoseconds since 1970.
  public long end() {
    return end;
  }

  /// Its kind, as OTLP numbers them.
  public int kind() {
    return kind;
  }

  /// Its status: 0 unset, 1 ok, 2 error.
  public int status() {
    return status;
  }

  /// Its name.
  public String name() {
    return new String(request.bytes(), nameStart, nameEnd - nameStart, StandardCharsets.UTF_8);
  }

  /// The text of one of its attributes, empty if it has none of this key or no text.
  public Optional<String> attribute(String key) {
    return text(span.into(scope), 9, key.getBytes(StandardCharsets.UTF_8));
  }

  /// The text of an attribute of its resource, empty if that has none of this key or no text.
  public Optional<String> resourceAttribute(String key) {
    byte[] wanted = key.getBytes(StandardCharsets.UTF_8);
    Fields all = new Fields().into(request);
    Optional<String> found = Optional.empty();
    while (found.isEmpty() && all.next()) {
      if (all.isMessage(1)) {
        found = text(span.into(all), 1, wanted);
      }
    }
    return found;
  }

  private Optional<String> text(Fields owner, int number, byte[] key) {
    while (owner.next()) {
      if (owner.isMessage(number)) {
        pair.into(owner);
        boolean mine = false;
        while (pair.next()) {
          if (pair.isMessage(1)) {
            mine = pair.holds(key);
          } else if (mine && pair.isMessage(2)) {
            return text();
          }
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> text() {
    inner.into(pair);
    Optional<String> text = Optional.empty();
    while (inner.next()) {
      text = inner.isMessage(1) ? Optional.of(inner.text()) : Optional.empty();
    }
    return text;
  }
}
