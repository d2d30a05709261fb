package io.tailrace.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The claim of one process on a data directory, or on a part of it.
///
/// Kafka has a lock of its own, but it is taken late and its message names neither the process nor
/// a way out. The operating system releases this one when the process ends, however it ends.
public final class DirectoryLock implements AutoCloseable {
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /// Takes a lock in a directory that exists.
  ///
  /// @param name the file of the lock
  /// @throws BrokerStartException if somebody has it, with the process that does
  /// @throws IOException if the directory cannot be written
  public static DirectoryLock take(Path directory, String name)
      throws BrokerStartException, IOException {
    Path file = directory.resolve(name);
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

  /// Gives the directory back.
  ///
  /// @throws UncheckedIOException if the file cannot be closed
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
