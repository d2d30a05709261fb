package io.tailrace.exporters.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Optional;

/// A file that requests are added to. A request is in it whole or not at all: what a failed
/// write left is taken back, and what a kill left is mended when the file is opened again.
final class Target implements AutoCloseable {
  private static final long MIB = 1024 * 1024;

  private final Path path;
  private final boolean lines;
  private final Optional<FileConfig.Rotation> rotation;
  private final InstantSource clock;
  private FileChannel channel;
  private long whole = Long.MAX_VALUE;

  private Target(Path path, FileConfig config, InstantSource clock, FileChannel channel) {
    this.path = path;
    this.lines = config.lines();
    this.rotation = config.rotation();
    this.clock = clock;
    this.channel = channel;
  }

  /// Opens a file.
  ///
  /// @param keep whether what it holds stays
  static Target open(Path path, FileConfig config, InstantSource clock, boolean keep)
      throws IOException {
    if (config.createDirectory() && path.getParent() != null) {
      Files.createDirectories(path.getParent());
    }
    FileChannel channel = channel(path);
    Target target = new Target(path, config, clock, channel);
    if (keep) {
      target.mend();
    } else {
      channel.truncate(0);
    }
    return target;
  }

  /// Adds a request. Returns when the operating system has it.
  ///
  /// An interrupt closes the channel, so that nothing can be taken back then: the next write does.
  void write(ByteBuffer request) throws IOException {
    if (!channel.isOpen()) {
      channel = channel(path);
      channel.truncate(whole);
    }
    rotateBefore(request.remaining());
    whole = channel.size();
    channel.position(whole);
    try {
      while (request.hasRemaining()) {
        channel.write(request);
      }
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      channel.truncate(whole);
      throw e;
    }
    whole = Long.MAX_VALUE;
  }

  private void rotateBefore(int size) throws IOException {
    if (rotation.isEmpty()) {
      return;
    }
    FileConfig.Rotation rules = rotation.get();
    long held = channel.size();
    if (held > 0 && held + size > rules.maxMegabytes() * MIB) {
      channel.close();
      new Backups(path, rules, clock).add();
      channel = channel(path);
    }
  }

  private void mend() throws IOException {
    long size = channel.size();
    if (size == 0) {
      return;
    }
    if (!lines) {
      channel.truncate(wholeFrames(size));
    } else if (last(size) != '\n') {
      channel.position(size);
      channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
    }
  }

  private byte last(long size) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    channel.read(one, size - 1);
    return one.get(0);
  }

  /// Returns where the last request that is whole ends.
  private long wholeFrames(long size) throws IOException {
    long end = 0;
    ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
    while (end + Integer.BYTES <= size) {
      length.clear();
      if (channel.read(length, end) < Integer.BYTES) {
        throw new EOFException(path + " became shorter while it was read");
      }
      long next = end + Integer.BYTES + Integer.toUnsignedLong(length.getInt(0));
      if (next > size) {
        break;
      }
      end = next;
    }
    return end;
  }

  private static FileChannel channel(Path path) throws IOException {
    return FileChannel.open(
        path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
