package io.tailrace.component.compression;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// A request's body as it was found to be.
public sealed interface Body {
  /// It was read.
  ///
  /// @param bytes all of it, decompressed
  record Whole(byte[] bytes) implements Body {}

  /// It is larger than allowed: 413, RESOURCE_EXHAUSTED.
  ///
  /// @param reason how large it may be
  record TooLarge(String reason) implements Body {}

  /// It is not what its encoding says: 400, INVALID_ARGUMENT.
  ///
  /// @param reason what is wrong
  record Broken(String reason) implements Body {}

  /// Returns what bytes decompress to.
  ///
  /// @param limit the most bytes to give
  static Body of(Encoding encoding, byte[] compressed, int limit) {
    return read(encoding.decompress(new ByteArrayInputStream(compressed), limit), limit);
  }

  /// Reads a stream to its end and closes it. The array grows with what arrives, never with
  /// what is announced.
  ///
  /// @param limit the most bytes to give
  static Body read(InputStream source, int limit) {
    try (source) {
      return fill(source, limit);
    } catch (TooLargeException e) {
      return new TooLarge(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return new Broken("the body cannot be decompressed: " + e.getMessage());
    }
  }

  private static Body fill(InputStream source, int limit) throws IOException {
    final int likelyRatio = 6;
    long likely = (long) source.available() * likelyRatio;
    byte[] bytes = new byte[Math.clamp(likely, 256, Math.max(256, limit))];
    int length = 0;
    while (true) {
      int read = source.read(bytes, length, bytes.length - length);
      if (read < 0) {
        return new Whole(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
      }
      length += read;
      if (length == bytes.length) {
        int next = source.read();
        if (next < 0) {
          return new Whole(bytes);
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(length * 2L, Math.max(limit, length) + 1L));
        bytes[length++] = (byte) next;
      }
    }
  }
}
