package io.tailrace.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The claim of one process on a data directory.
///
/// Kafka has a lock of its own, but it is taken late and its message names neither the process nor
/// a way out. The operating system releases this one when the process ends, however it ends.
final class DirectoryLock implements AutoCloseable {
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /// Takes the lock of a directory that exists.
  static DirectoryLock take(Path directory) throws BrokerStartException, IOException {
    Path file = directory.resolve("broker.lock");
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(ownPid().getBytes(StandardCharsets.US_ASCII)), 0);
        return new DirectoryLock(channel);
      }
    } catch (OverlappingFileLockException _) {
      // This very process holds it; what follows tells so.
    }
    String holder = Files.readString(file).strip();
    channel.close();
    throw new BrokerStartException(
        "The data directory %s is in use by %s. Stop that process, or give this one a directory of its own with --data-dir."
            .formatted(
                directory, holder.isEmpty() ? "another process" : "the process with id " + holder));
  }

  private static String ownPid() {
    return Long.toString(ProcessHandle.current().pid());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
