package io.tailrace.model;

import java.util.ArrayList;
import java.util.List;

/// Regroups requests by partition, so that what belongs together arrives together: the spans of
/// a trace, the log records and the data points of a resource.
///
/// Spans go by the low 64 bits of their trace id, that is its last eight bytes; a span without
/// an id by zero. Log records and data points go by their resource's attributes, whatever their
/// order; entries of equal resources thus share a partition.
///
/// @param signal what the requests carry
/// @param partitions how many partitions there are, at least one
public record Slicer(Signal signal, int partitions) {
  /// Checks the number.
  public Slicer {
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions is " + partitions + ", expected 1 or more");
    }
  }

  /// Returns the partition of a trace.
  ///
  /// @param low the low 64 bits of its id
  public int partition(long low) {
    return (int) Long.remainderUnsigned(Mix.mix(low), partitions);
  }

  /// Regroups a request that {@link Inspection} found valid. Slices come in the order of their
  /// partitions, items in theirs; partitions without an item have no slice. Resources and scopes
  /// are repeated in every slice that has items of theirs; those without any are left out.
  ///
  /// @throws MalformedTelemetry when the bytes are no export request
  public List<Slice> slice(byte[] otlp) {
    if (partitions == 1) {
      int items = Items.count(signal, otlp);
      return items == 0 ? List.of() : List.of(new Slice(0, otlp, items, Items.resources(otlp)));
    }
    return signal == Signal.TRACES ? traces(otlp) : new ResourceSlices(this).slice(otlp);
  }

  private List<Slice> traces(byte[] otlp) {
    Layout layout = new Layout(signal, otlp);
    int items = layout.count();
    int[] places = new int[partitions + 1];
    int[] targets = new int[items];
    Fields span = new Fields();
    TraceId id = new TraceId();
    for (int i = 0; i < items; i++) {
      targets[i] = partition(low(layout, span, i, id));
      places[targets[i] + 1]++;
    }
    for (int p = 0; p < partitions; p++) {
      places[p + 1] += places[p];
    }
    int[] starts = places.clone();
    int[] order = new int[items];
    for (int i = 0; i < items; i++) {
      order[places[targets[i]]++] = i;
    }
    return build(layout, order, starts);
  }

  private List<Slice> build(Layout layout, int[] order, int[] starts) {
    Assembly assembly = new Assembly(layout);
    List<Slice> slices = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      int items = starts[p + 1] - starts[p];
      if (items > 0) {
        byte[] slice =
            assembly.build(place -> order[place], starts[p], starts[p + 1], slices.isEmpty());
        slices.add(new Slice(p, slice, items, assembly.resources()));
      }
    }
    return slices;
  }

  private static long low(Layout layout, Fields span, int item, TraceId id) {
    span.over(layout.bytes(), layout.itemStart(item), layout.itemEnd(item)).next();
    id.read(layout.bytes(), span.start(), span.end());
    return id.low();
  }
}
