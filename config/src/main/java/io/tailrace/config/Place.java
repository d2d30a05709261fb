package io.tailrace.config;

/// Where the key of a value stands: in the file and in the tree.
record Place(Position at, String path) {
  Place below(Node.Entry entry) {
    return new Place(entry.at(), Keys.join(path, entry.key()));
  }
}
