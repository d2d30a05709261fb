package io.tailrace.app.replay;

import io.tailrace.model.Signal;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/// A recorded request of spans, and where the bytes lie that make it a new one: the last eight
/// bytes of each id, and the times.
final class SpanTemplate {
  private final byte[] body;
  private final int[] spans;
  private int[] ids = new int[1024];
  private int[] times = new int[1024];
  private int idCount;
  private int timeCount;

  SpanTemplate(byte[] body) {
    this.body = body;
    this.spans = Items.offsets(Signal.TRACES, body);
    index(new Fields(body, 0, body.length), 0);
  }

  SpanTemplate rewritten(UnaryOperator<byte[]> change) {
    return new SpanTemplate(change.apply(body.clone()));
  }

  int spans() {
    return spans.length;
  }

  /// The latest time in it, in nanoseconds since 1970.
  long latest() {
    long latest = 0;
    for (int i = 0; i < timeCount; i++) {
      latest = Math.max(latest, (long) Items.TIME.get(body, times[i]));
    }
    return latest;
  }

  /// Returns the request with other ids and times.
  ///
  /// @param mask combined by XOR with every id, so that parents and links still fit
  /// @param shift added to every time, in nanoseconds
  Request instance(long mask, long shift) {
    byte[] copy = body.clone();
    for (int i = 0; i < idCount; i++) {
      Items.ID.set(copy, ids[i], (long) Items.ID.get(copy, ids[i]) ^ mask);
    }
    for (int i = 0; i < timeCount; i++) {
      Items.TIME.set(copy, times[i], (long) Items.TIME.get(copy, times[i]) + shift);
    }
    var fresh = new long[spans.length];
    for (int i = 0; i < fresh.length; i++) {
      fresh[i] = (long) Items.ID.get(copy, spans[i]);
    }
    return new Request(Signal.TRACES, copy, fresh);
  }

  private void index(Fields message, int depth) {
    while (message.next()) {
      if (depth == 3) {
        span(message);
      } else if (message.isBytes(depth == 0 ? 1 : 2)) {
        index(message.open(), depth + 1);
      }
    }
  }

  private void span(Fields span) {
    boolean id = span.isBytes(1) || span.isBytes(2) || span.isBytes(4);
    if (id) {
      id(span);
    } else if (span.isFixed64(7) || span.isFixed64(8)) {
      time(span.from());
    } else if (span.isBytes(11)) {
      var event = span.open();
      while (event.next()) {
        if (event.isFixed64(1)) {
          time(event.from());
        }
      }
    } else if (span.isBytes(13)) {
      var link = span.open();
      while (link.next()) {
        if (link.isBytes(1) || link.isBytes(2)) {
          id(link);
        }
      }
    }
  }

  private void id(Fields field) {
    if (field.length() >= Long.BYTES) {
      if (idCount == ids.length) {
        ids = Arrays.copyOf(ids, 2 * idCount);
      }
      ids[idCount++] = field.to() - Long.BYTES;
    }
  }

  private void time(int offset) {
    if (timeCount == times.length) {
      times = Arrays.copyOf(times, 2 * timeCount);
    }
    times[timeCount++] = offset;
  }
}
