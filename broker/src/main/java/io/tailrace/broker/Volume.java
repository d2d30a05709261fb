package io.tailrace.broker;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/// The volume that a directory lies on.
interface Volume {
  /// What this process may still write.
  long free() throws IOException;

  long total() throws IOException;

  static Volume of(Path directory) throws IOException {
    FileStore store = Files.getFileStore(directory);
    return new Volume() {
      @Override
      public long free() throws IOException {
        return store.getUsableSpace();
      }

      @Override
      public long total() throws IOException {
        return store.getTotalSpace();
      }
    };
  }
}
