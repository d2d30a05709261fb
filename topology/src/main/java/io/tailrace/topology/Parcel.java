package io.tailrace.topology;

import io.tailrace.component.Client;
import io.tailrace.component.Origins;
import io.tailrace.model.Slice;
import java.util.ArrayList;
import java.util.List;

/// Slices of several requests that become one Kafka record: same lane, same partition.
final class Parcel {
  private final Lane lane;
  private final int partition;
  private final List<byte[]> values = new ArrayList<>(4);
  private final List<PendingRequest> requests = new ArrayList<>(4);
  private final List<Origins.Run> runs = new ArrayList<>();
  private int resources;
  private int bytes;
  private int items;

  Parcel(Lane lane, int partition) {
    this.lane = lane;
    this.partition = partition;
  }

  void add(Slice slice, PendingRequest request) {
    values.add(slice.otlp());
    requests.add(request);
    Client before = runs.isEmpty() ? Client.UNKNOWN : runs.getLast().client();
    if (!request.client().equals(before)) {
      runs.add(new Origins.Run(resources, request.client()));
    }
    resources += slice.resources();
    bytes += slice.otlp().length;
    items += slice.items();
  }

  Lane lane() {
    return lane;
  }

  int partition() {
    return partition;
  }

  int bytes() {
    return bytes;
  }

  int items() {
    return items;
  }

  /// Who sent which resources, as far as anybody asked for it.
  Origins origins() {
    return new Origins(runs);
  }

  /// The record's value: export requests merge by concatenation.
  byte[] value() {
    return Bytes.join(values, bytes);
  }

  void stored() {
    for (PendingRequest request : requests) {
      request.stored();
    }
  }

  void failed(String reason) {
    for (PendingRequest request : requests) {
      request.failed(reason);
    }
  }
}
