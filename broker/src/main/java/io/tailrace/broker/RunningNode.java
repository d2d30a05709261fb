package io.tailrace.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/// A node that serves requests, and what it holds.
record RunningNode(
    Path directory,
    DirectoryLock lock,
    Node node,
    DiskGuard disk,
    RunningBroker endpoint,
    Optional<String> remote)
    implements AutoCloseable {
  @Override
  public void close() {
    try (lock;
        node) {
      disk.close();
      RunningBroker.remove(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
