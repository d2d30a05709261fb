package io.tailrace.bench.micro;

import io.tailrace.app.replay.Recording;
import io.tailrace.model.Fields;
import io.tailrace.model.Signal;
import io.tailrace.model.Slicer;
import io.tailrace.model.SpanCursor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The recording again and again as the records of one of four partitions, each time with trace
/// ids of its own, which are changed where they lie.
final class RenewedRecords {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int PARTITIONS = 4;
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final List<Slot> slots = new ArrayList<>();
  private final Set<Long> traces = new HashSet<>();
  private int next;
  private long round;

  RenewedRecords() {
    Recording recording = recording();
    Slicer slicer = new Slicer(Signal.TRACES, PARTITIONS);
    for (int number = 0; number < recording.requests(); number++) {
      slicer.slice(recording.request(number).otlp()).stream()
          .filter(slice -> slice.partition() == 0)
          .forEach(slice -> add(slice.otlp()));
    }
  }

  private static Recording recording() {
    try {
      return Recording.bundled(InstantSource.system(), 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(byte[] otlp) {
    List<Integer> ids = new ArrayList<>();
    find(new Fields(otlp), new int[] {1, 2, 2, 1}, 0, ids);
    slots.add(new Slot(otlp, ids.stream().mapToInt(Integer::intValue).toArray()));
    SpanCursor spans = new SpanCursor(otlp);
    while (spans.next()) {
      traces.add(spans.traceIdLow());
    }
  }

  private static void find(Fields fields, int[] path, int depth, List<Integer> found) {
    while (fields.next()) {
      if (fields.isMessage(path[depth]) && depth == path.length - 1) {
        found.add(fields.start() + Long.BYTES);
      } else if (fields.isMessage(path[depth])) {
        find(new Fields().into(fields), path, depth + 1, found);
      }
    }
  }

  /// How many spans a trace has, on average.
  double spansOfTrace() {
    return slots.stream().mapToDouble(slot -> slot.ids().length).sum() / traces.size();
  }

  /// Moves to the next record and returns how many spans it has.
  int advance() {
    if (++next >= slots.size()) {
      next = 0;
      round++;
    }
    Slot slot = slots.get(next);
    long change = (round * GOLDEN) ^ ((round - 1) * GOLDEN);
    for (int at : slot.ids()) {
      LONG.set(slot.otlp(), at, (long) LONG.get(slot.otlp(), at) ^ change);
    }
    return slot.ids().length;
  }

  /// The record; the array is used again in the next round.
  byte[] record() {
    return slots.get(next).otlp();
  }

  private record Slot(byte[] otlp, int[] ids) {}
}
