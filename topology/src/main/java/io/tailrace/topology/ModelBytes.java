package io.tailrace.topology;

import io.tailrace.component.Payload;
import io.tailrace.model.Inspection;
import io.tailrace.model.Items;
import io.tailrace.model.Part;
import io.tailrace.model.Signal;
import io.tailrace.model.Slice;
import io.tailrace.model.Slicer;
import io.tailrace.model.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// Slices and splits as the model does it.
final class ModelBytes {
  /// The most bytes of a record, before compression.
  static final int LARGEST = 8 << 20;

  private ModelBytes() {}

  /// Slices, and counts the log records that had to be cut.
  static Slicing counting(LongAdder cut) {
    return (signal, otlp, partitions) -> {
      Slicing.Sliced sliced = slice(signal, otlp, partitions);
      if (sliced instanceof Slicing.Slices slices) {
        cut.add(slices.cut());
      }
      return sliced;
    };
  }

  static Slicing.Sliced slice(Signal signal, byte[] otlp, int partitions) {
    return switch (Inspection.of(signal, otlp)) {
      case Inspection.Malformed malformed -> new Slicing.Malformed(malformed.reason());
      case Inspection.Valid valid -> {
        if (valid.items() == 0) {
          yield new Slicing.Slices(List.of(), 0, 0);
        }
        Slicer slicer = new Slicer(signal, partitions);
        if (otlp.length <= LARGEST) {
          yield new Slicing.Slices(slicer.slice(otlp), 0, 0);
        }
        Split split = Items.of(signal, otlp).split(LARGEST);
        List<Slice> slices = new ArrayList<>();
        split.parts().forEach(part -> slices.addAll(slicer.slice(part.otlp())));
        yield new Slicing.Slices(slices, split.rejected(), split.cut());
      }
    };
  }

  static List<Payload> split(Payload payload, int maxItems) {
    List<Payload> parts = new ArrayList<>();
    for (Part part : Items.of(payload.signal(), payload.otlp()).chunks(maxItems)) {
      parts.add(Payload.of(payload.signal(), part.otlp(), part.items()));
    }
    return parts;
  }
}
