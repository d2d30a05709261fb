package io.tailrace.model;

import java.util.ArrayList;
import java.util.List;

/// Slices by resource: whole entries are copied as they stand.
final class ResourceSlices {
  private final Slicer slicer;

  ResourceSlices(Slicer slicer) {
    this.slicer = slicer;
  }

  List<Slice> slice(byte[] otlp) {
    Entries entries = read(otlp);
    List<Slice> slices = new ArrayList<>();
    for (int p = 0; p < slicer.partitions(); p++) {
      if (entries.bytes[p] > 0) {
        int size = entries.bytes[p] + (slices.isEmpty() ? entries.unknown : 0);
        byte[] slice = new byte[size];
        copy(otlp, entries, slices.isEmpty(), p, slice);
        slices.add(new Slice(p, slice, entries.items[p], entries.resources[p]));
      }
    }
    return slices;
  }

  private Entries read(byte[] otlp) {
    Entries entries = new Entries(slicer.partitions());
    ItemCount count = new ItemCount(slicer.signal());
    Fields fields = new Fields(otlp);
    Fields entry = new Fields();
    Fields resource = new Fields();
    while (fields.next()) {
      if (!fields.isMessage(1)) {
        entries.keep(fields);
        continue;
      }
      int items = count.of(otlp, 1, fields.start(), fields.end());
      if (items > 0) {
        int partition = slicer.partition(ResourceHash.of(entry.into(fields), resource));
        entries.add(fields, partition, items);
      }
    }
    return entries;
  }

  private static void copy(
      byte[] otlp, Entries entries, boolean first, int partition, byte[] slice) {
    int written = 0;
    Ints spans = entries.spans;
    for (int i = 0; i < spans.size(); i += 3) {
      int target = spans.get(i + 2);
      if (target == partition || (target == Entries.UNKNOWN && first)) {
        int size = spans.get(i + 1) - spans.get(i);
        System.arraycopy(otlp, spans.get(i), slice, written, size);
        written += size;
      }
    }
  }

  /// The entries of a request: start, end and partition of each, and sums for each partition.
  private static final class Entries {
    static final int UNKNOWN = -1;

    final Ints spans = new Ints(48);
    final int[] bytes;
    final int[] items;
    final int[] resources;
    int unknown;

    Entries(int partitions) {
      bytes = new int[partitions];
      items = new int[partitions];
      resources = new int[partitions];
    }

    void add(Fields field, int partition, int count) {
      record(field, partition);
      bytes[partition] += field.end() - field.fieldStart();
      items[partition] += count;
      resources[partition]++;
    }

    void keep(Fields field) {
      record(field, UNKNOWN);
      unknown += field.end() - field.fieldStart();
    }

    private void record(Fields field, int partition) {
      spans.add(field.fieldStart());
      spans.add(field.end());
      spans.add(partition);
    }
  }
}
