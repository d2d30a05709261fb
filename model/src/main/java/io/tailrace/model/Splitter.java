package io.tailrace.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Cuts a request into parts by size, going by an upper bound of what a part will take so that
/// nothing is built twice.
final class Splitter {
  /// The most that tag and length of a container take.
  private static final int HEADER = 6;

  private final Signal signal;
  private final Layout layout;
  private final Assembly assembly;
  private final int most;
  private final List<Part> parts = new ArrayList<>();
  private int rejected;
  private int cut;
  private int from;
  private long size;
  private int holder;

  Splitter(Signal signal, Layout layout, Assembly assembly, int most) {
    this.signal = signal;
    this.layout = layout;
    this.assembly = assembly;
    this.most = most;
  }

  Split split() {
    restart(0);
    for (int item = 0; item < layout.count(); item++) {
      long cost = cost(item);
      if (size + cost > most) {
        flush(item);
        cost = cost(item);
        if (size + cost > most) {
          alone(item);
          continue;
        }
      }
      size += cost;
      holder = layout.holder(item);
    }
    flush(layout.count());
    return new Split(parts, rejected, cut);
  }

  private void restart(int item) {
    from = item;
    size = 0;
    holder = 0;
  }

  private void flush(int item) {
    if (item > from) {
      parts.add(new Part(assembly.build(from, item, false), item - from));
    }
    restart(item);
  }

  private long cost(int item) {
    long cost = (long) layout.itemEnd(item) - layout.itemStart(item);
    int inner = layout.holder(item);
    int outer = holder;
    while (inner != outer) {
      if (layout.level(inner) >= layout.level(outer)) {
        cost += layout.restBytes(inner) + HEADER;
        inner = layout.parent(inner);
      } else {
        outer = layout.parent(outer);
      }
    }
    return cost;
  }

  private void alone(int item) {
    byte[] request = assembly.build(item, item + 1, false);
    if (request.length <= most) {
      parts.add(new Part(request, 1));
    } else {
      Optional<byte[]> shorter =
          signal == Signal.LOGS ? LogCut.to(most, request) : Optional.empty();
      if (shorter.isPresent()) {
        parts.add(new Part(shorter.get(), 1));
        cut++;
      } else {
        rejected++;
      }
    }
    restart(item + 1);
  }
}
