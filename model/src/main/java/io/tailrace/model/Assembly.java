package io.tailrace.model;

/// Builds a request out of some of the items of another: the items in their order, and around
/// them the same containers with the same own bytes. Every part is copied once, into an array
/// of exactly the right size.
///
/// What comes out is what a parser would have written that kept those items and nothing else,
/// byte for byte if the original was written by one.
final class Assembly {
  private static final int DEEPEST = 5;

  private final Layout layout;
  private final byte[] source;
  private final Ints sizes = new Ints(16);
  private final int[] open = new int[DEEPEST];
  private final int[] ordinals = new int[DEEPEST];
  private final int[] pending = new int[DEEPEST];
  private int level;
  private int resources;
  private byte[] target = {};
  private int written;

  Assembly(Layout layout) {
    this.layout = layout;
    this.source = layout.bytes();
  }

  /// Builds a request from the items of a range.
  ///
  /// @param whole whether fields of the request that are not known are copied as well
  byte[] build(int from, int to, boolean whole) {
    return build(IDENTITY, from, to, whole);
  }

  /// Builds a request from a range of a list of items, which ascend in it.
  ///
  /// @param whole whether fields of the request that are not known are copied as well
  byte[] build(Order order, int from, int to, boolean whole) {
    measure(order, from, to, whole);
    target = new byte[sizes.get(0)];
    written = 0;
    write(order, from, to, whole);
    return target;
  }

  /// How many resources the request that was built last has.
  int resources() {
    return resources;
  }

  /// Which item stands at a place of a list.
  interface Order {
    int item(int place);
  }

  private static final Order IDENTITY = place -> place;

  private void measure(Order order, int from, int to, boolean whole) {
    sizes.clear();
    sizes.add(whole ? layout.restBytes(0) : 0);
    begin();
    for (int i = from; i < to; i++) {
      int item = order.item(i);
      int holder = layout.holder(item);
      if (holder != open[level]) {
        measureTo(holder);
      }
      sizes.increase(ordinals[level], layout.itemEnd(item) - layout.itemStart(item));
    }
    while (level > 0) {
      measureClose();
    }
  }

  private void begin() {
    level = 0;
    open[0] = 0;
    ordinals[0] = 0;
    resources = 0;
  }

  private void measureTo(int container) {
    while (!holds(open[level], container)) {
      measureClose();
    }
    measureOpen(container);
  }

  private boolean holds(int outer, int container) {
    int inner = container;
    while (layout.level(inner) > layout.level(outer)) {
      inner = layout.parent(inner);
    }
    return inner == outer;
  }

  private void measureOpen(int container) {
    if (container == open[level]) {
      return;
    }
    if (layout.level(container) > level + 1) {
      measureOpen(layout.parent(container));
    }
    level++;
    open[level] = container;
    ordinals[level] = sizes.size();
    sizes.add(layout.restBytes(container));
  }

  private void measureClose() {
    int size = sizes.get(ordinals[level]);
    level--;
    sizes.increase(ordinals[level], 1 + Varint.size(size) + size);
  }

  private void write(Order order, int from, int to, boolean whole) {
    begin();
    pending[0] = whole ? layout.firstRest(0) : Layout.NONE;
    int opened = 0;
    int runStart = 0;
    int runEnd = 0;
    for (int i = from; i < to; i++) {
      int item = order.item(i);
      int start = layout.itemStart(item);
      if (layout.holder(item) == open[level] && start == runEnd) {
        runEnd = layout.itemEnd(item);
        continue;
      }
      copy(runStart, runEnd);
      if (layout.holder(item) != open[level]) {
        opened = writeTo(layout.holder(item), opened);
      }
      rests(start);
      runStart = start;
      runEnd = layout.itemEnd(item);
    }
    copy(runStart, runEnd);
    while (level > 0) {
      writeClose();
    }
    rests(Integer.MAX_VALUE);
  }

  private int writeTo(int container, int opened) {
    while (!holds(open[level], container)) {
      writeClose();
    }
    return writeOpen(container, opened);
  }

  private int writeOpen(int container, int opened) {
    if (container == open[level]) {
      return opened;
    }
    int before = opened;
    if (layout.level(container) > level + 1) {
      before = writeOpen(layout.parent(container), opened);
    }
    rests(layout.start(container));
    level++;
    open[level] = container;
    pending[level] = layout.firstRest(container);
    target[written++] = (byte) layout.tag(container);
    written = Varint.write(sizes.get(before + 1), target, written);
    if (level == 1) {
      resources++;
    }
    return before + 1;
  }

  private void writeClose() {
    rests(Integer.MAX_VALUE);
    level--;
  }

  private void rests(int before) {
    int rest = pending[level];
    while (rest != Layout.NONE && layout.restStart(rest) < before) {
      copy(layout.restStart(rest), layout.restEnd(rest));
      rest = layout.nextRest(rest);
    }
    pending[level] = rest;
  }

  private void copy(int start, int end) {
    System.arraycopy(source, start, target, written, end - start);
    written += end - start;
  }
}
