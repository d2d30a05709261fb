package io.tailrace.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Tells whether the content of files changed since it was asked last.
///
/// Contents are read and compared by hash: that also sees a ConfigMap, where Kubernetes exchanges
/// a symbolic link and no file ever changes, and costs nothing for a few kilobytes.
final class SourceWatch {
  private final Map<Path, Optional<Integer>> last = new HashMap<>();

  SourceWatch(Collection<Path> files) {
    follow(files);
  }

  /// Watches these files from now on: what a configuration includes changes with it. Those that
  /// were watched before are compared with what they were.
  void follow(Collection<Path> files) {
    last.keySet().retainAll(files);
    files.forEach(file -> last.computeIfAbsent(file, SourceWatch::hash));
  }

  /// Whether any file's content differs from the last call, or from when it was first watched. A
  /// file that cannot be read counts as unchanged: it is probably being replaced.
  boolean changed() {
    boolean changed = false;
    for (Map.Entry<Path, Optional<Integer>> entry : last.entrySet()) {
      Optional<Integer> now = hash(entry.getKey());
      if (now.isPresent() && !now.equals(entry.getValue())) {
        entry.setValue(now);
        changed = true;
      }
    }
    return changed;
  }

  private static Optional<Integer> hash(Path file) {
    try {
      return Optional.of(Arrays.hashCode(Files.readAllBytes(file)));
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
