package io.tailrace.app.replay;

import io.tailrace.model.Signal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Finds the identity of every item of an export request.
///
/// A span is known by its span id, a log record and a data point by its time in nanoseconds,
/// which the generators here make unique. A log record without a time of its own, as most SDKs
/// send them, is known by the time at which it was observed. So one 64-bit number stands for
/// an item at both ends.
final class Items {
  /// Reads and writes ids, which are big-endian.
  static final VarHandle ID =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /// Reads and writes times, which are little-endian as every fixed64 of protobuf.
  static final VarHandle TIME =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int OBSERVED = 11;

  private final byte[] bytes;
  private int[] offsets = new int[512];
  private int count;

  private Items(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Returns the identities of all items of a request.
  static long[] ids(Signal signal, byte[] request) {
    int[] offsets = offsets(signal, request);
    var order = signal == Signal.TRACES ? ID : TIME;
    var ids = new long[offsets.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = (long) order.get(request, offsets[i]);
    }
    return ids;
  }

  /// Returns where the eight bytes of each identity lie.
  static int[] offsets(Signal signal, byte[] request) {
    var items = new Items(request);
    var all = new Fields(request, 0, request.length);
    while (all.next()) {
      if (all.isBytes(1)) {
        items.resource(signal, all.open());
      }
    }
    return Arrays.copyOf(items.offsets, items.count);
  }

  private void resource(Signal signal, Fields resource) {
    while (resource.next()) {
      if (resource.isBytes(2)) {
        var scope = resource.open();
        while (scope.next()) {
          if (scope.isBytes(2)) {
            item(signal, scope);
          }
        }
      }
    }
  }

  private void item(Signal signal, Fields at) {
    switch (signal) {
      case TRACES -> takeId(at.open());
      case LOGS -> takeTime(at.open(), 1, OBSERVED);
      case METRICS -> metric(at.open());
    }
  }

  private void metric(Fields metric) {
    while (metric.next()) {
      boolean data = metric.isBytes() && metric.number() >= 5 && metric.number() <= 11;
      if (data) {
        var points = metric.open();
        while (points.next()) {
          if (points.isBytes(1)) {
            takeTime(points.open(), 3, 3);
          }
        }
      }
    }
  }

  private void takeId(Fields span) {
    while (span.next()) {
      if (span.isBytes(2) && span.length() == Long.BYTES) {
        add(span.from());
        return;
      }
    }
    throw nameless(span);
  }

  private void takeTime(Fields item, int field, int otherwise) {
    while (item.next()) {
      if (item.isFixed64(field) || item.isFixed64(otherwise)) {
        add(item.from());
        return;
      }
    }
    throw nameless(item);
  }

  private static IllegalArgumentException nameless(Fields item) {
    return new IllegalArgumentException("an item without identity at byte " + item.from());
  }

  private void add(int offset) {
    if (offset > bytes.length - Long.BYTES) {
      throw new IllegalArgumentException("no protobuf message: byte " + offset);
    }
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * count);
    }
    offsets[count++] = offset;
  }
}
