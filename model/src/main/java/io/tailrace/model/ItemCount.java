package io.tailrace.model;

/// Counts items by walking over the messages around them.
final class ItemCount {
  private final Path path;
  private final Fields[] cursors;

  ItemCount(Signal signal) {
    path = Path.of(signal);
    cursors = new Fields[path.depth()];
    for (int i = 0; i < cursors.length; i++) {
      cursors[i] = new Fields();
    }
  }

  /// Counts the items of a message of a level.
  int of(byte[] bytes, int level, int start, int end) {
    Fields fields = cursors[level].over(bytes, start, end);
    int counts = 0;
    if (path.choosesData(level)) {
      counts = Path.dataStart(fields);
      fields.over(bytes, start, end);
    }
    boolean leaf = level == path.depth() - 1;
    int items = 0;
    while (fields.next()) {
      if (path.leads(level, fields, counts)) {
        items += leaf ? 1 : of(bytes, level + 1, fields.start(), fields.end());
      }
    }
    return items;
  }
}
