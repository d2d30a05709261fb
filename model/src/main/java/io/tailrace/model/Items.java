package io.tailrace.model;

import java.util.ArrayList;
import java.util.List;

/// The items of a request (spans, data points, log records), in their order, and the requests
/// that can be made of them.
///
/// Making one reads the request once; every request made afterwards copies its items, and the
/// resources and scopes around them, without reading them again. Requests are joined by
/// concatenating their bytes; that needs no class.
public final class Items {
  private final Signal signal;
  private final Layout layout;
  private final Assembly assembly;

  private Items(Signal signal, byte[] otlp) {
    this.signal = signal;
    this.layout = new Layout(signal, otlp);
    this.assembly = new Assembly(layout);
  }

  /// Finds the items of a request.
  ///
  /// @throws MalformedTelemetry when the bytes are no export request
  public static Items of(Signal signal, byte[] otlp) {
    return new Items(signal, otlp);
  }

  /// Counts the items of a request, more cheaply than {@link #of} followed by {@link #count()}.
  ///
  /// @throws MalformedTelemetry when the bytes are no export request
  public static int count(Signal signal, byte[] otlp) {
    return new ItemCount(signal).of(otlp, 0, 0, otlp.length);
  }

  /// Counts the resources of a request: the entries that {@code resource_spans} and the like
  /// have.
  ///
  /// @throws MalformedTelemetry when the bytes are no export request
  public static int resources(byte[] otlp) {
    Fields fields = new Fields(otlp);
    int resources = 0;
    while (fields.next()) {
      if (fields.isMessage(1)) {
        resources++;
      }
    }
    return resources;
  }

  /// How many items the request holds.
  public int count() {
    return layout.count();
  }

  /// Returns a request with the items from one index to before another.
  public Part range(int from, int to) {
    return new Part(assembly.build(from, to, true), to - from);
  }

  /// Returns both halves of the request, the first one with the smaller number of items if they
  /// differ; a request of one item comes back as a single part.
  public List<Part> halves() {
    int middle = count() / 2;
    return middle == 0
        ? List.of(range(0, count()))
        : List.of(range(0, middle), range(middle, count()));
  }

  /// Returns the request in parts of at most so many items.
  public List<Part> chunks(int most) {
    if (count() <= most) {
      return List.of(new Part(layout.bytes(), count()));
    }
    List<Part> parts = new ArrayList<>();
    for (int from = 0; from < count(); from += most) {
      parts.add(range(from, Math.min(count(), from + most)));
    }
    return parts;
  }

  /// Returns the request in as few parts as a walk from front to back finds, none larger than
  /// so many bytes. A log record that is larger alone loses the end of its body as far as that
  /// helps (see {@link LogCut#ORIGINAL_SIZE}); any other such item is in no part.
  public Split split(int most) {
    if (layout.bytes().length <= most) {
      return new Split(List.of(new Part(layout.bytes(), count())), 0, 0);
    }
    return new Splitter(signal, layout, assembly, most).split();
  }
}
