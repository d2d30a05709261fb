package io.tailrace.topology;

import io.tailrace.config.ComponentId;
import io.tailrace.model.Signal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/// Everything that slices must share to become one record: they come from one receiver, with one
/// metadata, are of one signal, and go to one topic.
///
/// Lanes that differ in metadata alone know each other while they have open parcels: slices that
/// agree meet in one lane, and stay in their order, however many tenants there are. All of it is
/// guarded by the accumulator's lock.
final class Lane {
  private final Map<Metadata, Lane> busy;
  private final Metadata metadata;
  private final Signal signal;
  private final ComponentId receiver;
  private final String topic;
  private final List<Header> headers;
  private final @Nullable Parcel[] open;
  private int parcels;

  /// The lane of requests without metadata.
  Lane(Signal signal, ComponentId receiver, String topic, int partitions, String writer) {
    this.busy = new HashMap<>();
    this.metadata = Metadata.NONE;
    this.signal = signal;
    this.receiver = receiver;
    this.topic = topic;
    this.open = new Parcel[partitions];
    this.headers =
        List.of(
            new RecordHeader(Headers.RECEIVER, Headers.text(receiver.toString())),
            new RecordHeader(Headers.WRITER, Headers.text(writer)),
            new RecordHeader(Headers.SCHEMA, Headers.version()));
  }

  private Lane(Lane beside, Metadata metadata) {
    this.busy = beside.busy;
    this.metadata = metadata;
    this.signal = beside.signal;
    this.receiver = beside.receiver;
    this.topic = beside.topic;
    this.open = new Parcel[beside.open.length];
    List<Header> all = new ArrayList<>(beside.headers);
    all.addAll(metadata.headers());
    this.headers = List.copyOf(all);
  }

  /// The lane beside this one for requests with some metadata.
  Lane with(Metadata metadata) {
    if (metadata.isEmpty()) {
      return this;
    }
    Lane known = busy.get(metadata);
    return known == null ? new Lane(this, metadata) : known;
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
      parcels++;
      busy.put(metadata, this);
    }
    return parcel;
  }

  /// Takes the parcel of a partition out, so that the next slice opens another.
  void closed(int partition) {
    open[partition] = null;
    parcels--;
    if (parcels == 0) {
      busy.remove(metadata);
    }
  }
}
