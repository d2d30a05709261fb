package io.tailrace.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/// A file that only takes space, to be deleted when space is needed more than anything.
///
/// It is filled with noise: file systems store neither holes nor what they can compress.
final class Ballast {
  private static final int CHUNK = 1 << 20;

  private final Path file;
  private final long size;

  Ballast(Path file, long size) {
    this.file = file;
    this.size = size;
  }

  /// The space that the file takes now.
  long present() throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  boolean complete() throws IOException {
    return present() >= size;
  }

  /// How much the file lacks.
  long missing() throws IOException {
    return Math.max(0, size - present());
  }

  /// Writes what the file lacks.
  void fill() throws IOException {
    byte[] noise = new byte[CHUNK];
    new SplittableRandom(size).nextBytes(noise);
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      for (long left = size - channel.size(); left > 0; ) {
        left -= channel.write(ByteBuffer.wrap(noise, 0, (int) Math.min(CHUNK, left)));
      }
      channel.force(false);
    } catch (ClosedByInterruptException _) {
      // Stopped half-way; what is written stays, and the next start goes on from there.
    } catch (IOException e) {
      release();
      throw e;
    }
  }

  void release() throws IOException {
    Files.deleteIfExists(file);
  }
}
