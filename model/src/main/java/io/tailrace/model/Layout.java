package io.tailrace.model;

/// Where everything lies in a request: its items, the messages around them, and the stretches
/// of bytes that belong to those messages themselves (resource, scope, schema URL, unknown
/// fields).
///
/// Found in one pass, kept in flat lists of offsets. Containers are numbered in the order in
/// which they begin, 0 being the request; items and rests are in the order of their offsets.
final class Layout {
  static final int NONE = -1;

  private final byte[] bytes;
  private final Path path;
  private final Fields[] cursors;

  private final Ints items;
  private final Ints parents = new Ints(16);
  private final Ints levels = new Ints(16);
  private final Ints tags = new Ints(16);
  private final Ints starts = new Ints(16);
  private final Ints restBytes = new Ints(16);
  private final Ints firstRest = new Ints(16);
  private final Ints lastRest = new Ints(16);
  private final Ints rests = new Ints(48);

  Layout(Signal signal, byte[] bytes) {
    this.bytes = bytes;
    this.path = Path.of(signal);
    this.items = new Ints(Math.max(16, bytes.length / 64));
    this.cursors = new Fields[path.depth()];
    for (int i = 0; i < cursors.length; i++) {
      cursors[i] = new Fields();
    }
    open(NONE, 0, 0, 0);
    walk(0, 0, cursors[0].over(bytes, 0, bytes.length));
  }

  private int open(int parent, int level, int tag, int start) {
    int container = parents.size();
    parents.add(parent);
    levels.add(level);
    tags.add(tag);
    starts.add(start);
    restBytes.add(0);
    firstRest.add(NONE);
    lastRest.add(NONE);
    return container;
  }

  private void walk(int container, int level, Fields fields) {
    int counts = 0;
    if (path.choosesData(level)) {
      int start = fields.end();
      int end = fields.limit();
      counts = Path.dataStart(fields);
      fields.over(bytes, start, end);
    }
    boolean leaf = level == path.depth() - 1;
    while (fields.next()) {
      if (!path.leads(level, fields, counts)) {
        rest(container, fields.fieldStart(), fields.end());
      } else if (leaf) {
        items.add(fields.fieldStart());
        items.add(fields.end());
        items.add(container);
      } else {
        int tag = (fields.number() << 3) | WireType.LENGTH;
        int child = open(container, level + 1, tag, fields.fieldStart());
        walk(child, level + 1, cursors[level + 1].into(fields));
      }
    }
  }

  private void rest(int container, int start, int end) {
    restBytes.increase(container, end - start);
    int last = lastRest.get(container);
    if (last != NONE && restEnd(last) == start) {
      rests.set(last + 1, end);
      return;
    }
    int rest = rests.size();
    rests.add(start);
    rests.add(end);
    rests.add(NONE);
    lastRest.set(container, rest);
    if (last == NONE) {
      firstRest.set(container, rest);
    } else {
      rests.set(last + 2, rest);
    }
  }

  byte[] bytes() {
    return bytes;
  }

  int count() {
    return items.size() / 3;
  }

  int itemStart(int item) {
    return items.get(3 * item);
  }

  int itemEnd(int item) {
    return items.get(3 * item + 1);
  }

  /// The container that holds an item.
  int holder(int item) {
    return items.get(3 * item + 2);
  }

  int parent(int container) {
    return parents.get(container);
  }

  /// How many containers are around it.
  int level(int container) {
    return levels.get(container);
  }

  int tag(int container) {
    return tags.get(container);
  }

  /// The offset of its field in its parent.
  int start(int container) {
    return starts.get(container);
  }

  /// How many bytes belong to the container itself.
  int restBytes(int container) {
    return restBytes.get(container);
  }

  /// The first stretch of a container's own bytes, {@link #NONE} if it has none.
  int firstRest(int container) {
    return firstRest.get(container);
  }

  int nextRest(int rest) {
    return rests.get(rest + 2);
  }

  int restStart(int rest) {
    return rests.get(rest);
  }

  int restEnd(int rest) {
    return rests.get(rest + 1);
  }
}
