package io.tailrace.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Tells whether the content of files changed since it was asked last.
///
/// Contents are read and compared by hash: that also sees a ConfigMap, where Kubernetes exchanges
/// a symbolic link and no file ever changes, and costs nothing for a few kilobytes.
final class SourceWatch {
  private final List<Path> files;
  private int last;

  SourceWatch(List<Path> files) {
    this.files = List.copyOf(files);
    this.last = hash();
  }

  /// Whether any file's content differs from the last call, or from when the watch was made. A
  /// file that cannot be read counts as unchanged: it is probably being replaced.
  boolean changed() {
    int now = hash();
    boolean changed = now != last;
    last = now;
    return changed;
  }

  private int hash() {
    int hash = 1;
    for (Path file : files) {
      try {
        hash = 31 * hash + Arrays.hashCode(Files.readAllBytes(file));
      } catch (IOException _) {
        return last;
      }
    }
    return hash;
  }
}
