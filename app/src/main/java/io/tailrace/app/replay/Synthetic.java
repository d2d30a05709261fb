package io.tailrace.app.replay;

import com.google.protobuf.CodedOutputStream;
import io.tailrace.model.Signal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/// Made-up logs or metrics. No two items have the same time, so that the time identifies them.
public final class Synthetic implements Workload {
  private static final int SERVICES = 10;
  private static final int GAUGE = 5;

  private final Signal signal;
  private final List<byte[]> bodies;
  private final List<int[]> times;
  private final AtomicLong next;

  private Synthetic(Signal signal, int items, InstantSource clock) {
    this.signal = signal;
    this.bodies = IntStream.range(0, SERVICES).mapToObj(s -> body(signal, s, items)).toList();
    this.times = bodies.stream().map(body -> Items.offsets(signal, body)).toList();
    var now = clock.instant();
    this.next = new AtomicLong(TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano());
  }

  /// Log records of ten services, about 180 bytes each.
  ///
  /// @param items how many go into a request
  /// @param clock the time of the first one; the following are a nanosecond apart
  public static Synthetic logs(int items, InstantSource clock) {
    return new Synthetic(Signal.LOGS, items, clock);
  }

  /// Gauges of ten services.
  ///
  /// @param items how many data points go into a request
  /// @param clock the time of the first one; the following are a nanosecond apart
  public static Synthetic metrics(int items, InstantSource clock) {
    return new Synthetic(Signal.METRICS, items, clock);
  }

  @Override
  public int items(long sequence) {
    return times.get((int) (sequence % SERVICES)).length;
  }

  @Override
  public Request request(long sequence) {
    int service = (int) (sequence % SERVICES);
    byte[] body = bodies.get(service).clone();
    int[] offsets = times.get(service);
    long first = next.getAndAdd(offsets.length);
    var ids = new long[offsets.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = first + i;
      Items.TIME.set(body, offsets[i], ids[i]);
    }
    return new Request(signal, body, ids);
  }

  private static byte[] body(Signal signal, int service, int items) {
    return message(
        request ->
            request.writeByteArray(
                1,
                message(
                    group -> {
                      group.writeByteArray(
                          1, message(it -> attribute(it, 1, "service.name", "shop-" + service)));
                      group.writeByteArray(2, message(scope -> items(signal, scope, items)));
                    })));
  }

  private static void items(Signal signal, CodedOutputStream scope, int items) throws IOException {
    for (int i = 0; i < items; i++) {
      int number = i;
      scope.writeByteArray(
          2,
          signal == Signal.LOGS
              ? message(log -> log(log, number))
              : message(metric -> gauge(metric, number)));
    }
  }

  private static void log(CodedOutputStream log, int number) throws IOException {
    log.writeFixed64(1, 1);
    log.writeInt32(2, 9);
    log.writeString(3, "INFO");
    log.writeByteArray(
        5,
        message(
            body ->
                body.writeString(
                    1, "order " + number + " placed: 3 items, paid by card, ships within 2 days")));
    attribute(log, 6, "order.id", "o-" + number * 7919);
    attribute(log, 6, "http.route", "/cart/checkout");
  }

  private static void gauge(CodedOutputStream metric, int number) throws IOException {
    metric.writeString(1, "queue.length");
    metric.writeString(3, "{order}");
    metric.writeByteArray(
        GAUGE,
        message(
            gauge ->
                gauge.writeByteArray(
                    1,
                    message(
                        point -> {
                          attribute(point, 7, "queue", "q-" + number);
                          point.writeFixed64(3, 1);
                          point.writeDouble(4, number / 3.0);
                        }))));
  }

  private static void attribute(CodedOutputStream out, int field, String key, String value)
      throws IOException {
    out.writeByteArray(
        field,
        message(
            pair -> {
              pair.writeString(1, key);
              pair.writeByteArray(2, message(any -> any.writeString(1, value)));
            }));
  }

  /// Writes the fields of one message.
  private interface Content {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Content content) {
    var bytes = new ByteArrayOutputStream();
    try {
      var out = CodedOutputStream.newInstance(bytes);
      content.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
