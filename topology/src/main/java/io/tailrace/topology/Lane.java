package io.tailrace.topology;

import io.tailrace.config.ComponentId;
import io.tailrace.model.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/// Everything that slices must share to become one record: they come from one receiver, with one
/// metadata, are of one signal, and go to one topic.
///
/// Its parcels are guarded by the accumulator's lock.
final class Lane {
  /// More lanes than this of one receiver are not remembered: new ones join fewer slices, no
  /// others.
  private static final int MOST = 1000;

  private final Map<Metadata, Lane> others = new ConcurrentHashMap<>();
  private final Signal signal;
  private final ComponentId receiver;
  private final String topic;
  private final List<Header> headers;
  private final @Nullable Parcel[] open;

  private Lane(
      Signal signal, ComponentId receiver, String topic, int partitions, List<Header> headers) {
    this.signal = signal;
    this.receiver = receiver;
    this.topic = topic;
    this.open = new Parcel[partitions];
    this.headers = List.copyOf(headers);
  }

  /// The lane of requests without metadata.
  Lane(Signal signal, ComponentId receiver, String topic, int partitions, String writer) {
    this(
        signal,
        receiver,
        topic,
        partitions,
        List.of(
            new RecordHeader(Headers.RECEIVER, Headers.text(receiver.toString())),
            new RecordHeader(Headers.WRITER, Headers.text(writer)),
            new RecordHeader(Headers.SCHEMA, Headers.version())));
  }

  /// The lane beside this one for requests with some metadata.
  Lane with(Metadata metadata) {
    if (metadata.isEmpty()) {
      return this;
    }
    if (others.size() >= MOST) {
      others.clear();
    }
    return others.computeIfAbsent(metadata, this::beside);
  }

  private Lane beside(Metadata metadata) {
    List<Header> all = new ArrayList<>(headers);
    all.addAll(metadata.headers());
    return new Lane(signal, receiver, topic, partitions(), all);
  }

  Signal signal() {
    return signal;
  }

  ComponentId receiver() {
    return receiver;
  }

  String topic() {
    return topic;
  }

  int partitions() {
    return open.length;
  }

  /// What all its records carry.
  List<Header> headers() {
    return headers;
  }

  /// The parcel of a partition that takes slices now.
  Parcel open(int partition) {
    Parcel parcel = open[partition];
    if (parcel == null) {
      parcel = new Parcel(this, partition);
      open[partition] = parcel;
    }
    return parcel;
  }

  /// Takes the parcel of a partition out, so that the next slice opens another.
  void closed(int partition) {
    open[partition] = null;
  }
}
