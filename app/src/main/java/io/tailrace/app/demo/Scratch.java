package io.tailrace.app.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/// A temporary directory that is gone when what needed it is over.
public final class Scratch implements AutoCloseable {
  private final Path path;
  private boolean kept;

  private Scratch(Path path) {
    this.path = path;
  }

  /// Creates an empty one.
  public static Scratch create() throws IOException {
    return new Scratch(Files.createTempDirectory("tailrace"));
  }

  /// Where it is.
  public Path path() {
    return path;
  }

  /// Leaves it where it is.
  public void keep() {
    kept = true;
  }

  @Override
  public void close() throws IOException {
    if (kept) {
      return;
    }
    try (var files = Files.walk(path)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
