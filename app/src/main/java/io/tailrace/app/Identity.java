package io.tailrace.app;

import io.tailrace.component.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/// The name of this process among all that share a Kafka: made once, kept in the data directory.
///
/// @param name what it is called
/// @param kept whether it was there before this start, so that it can be expected to come back
record Identity(String name, boolean kept) {
  private static final String FILE = "instance";

  /// Reads the name, or makes one.
  static Identity in(Path directory) throws StartException {
    Path file = directory.resolve(FILE);
    try {
      Files.createDirectories(directory);
      if (Files.exists(file)) {
        return new Identity(Files.readString(file).strip(), true);
      }
      String name = UUID.randomUUID().toString().substring(0, 13);
      Files.writeString(file, name + "\n");
      return new Identity(name, false);
    } catch (IOException e) {
      throw new StartException(
          "The data directory %s cannot be written: %s. Make it writable for this user, or choose another with --data-dir."
              .formatted(directory.toAbsolutePath(), e.getMessage()),
          e);
    }
  }
}
