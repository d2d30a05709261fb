package io.tailrace.app.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/// A temporary directory that is gone when what needed it is over.
///
/// @param path where it is
public record Scratch(Path path) implements AutoCloseable {
  /// Creates an empty one.
  public static Scratch create() throws IOException {
    return new Scratch(Files.createTempDirectory("tailrace"));
  }

  @Override
  public void close() throws IOException {
    try (var files = Files.walk(path)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
