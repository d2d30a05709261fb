package io.tailrace.component.compression;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// A compressed stream that is opened when it is first read and gives no more than it may.
///
/// Codecs throw whatever their authors chose on hostile bytes; here that is always an {@link
/// IOException}.
final class BoundedStream extends InputStream {
  private final Encoding encoding;
  private final InputStream compressed;
  private final int limit;
  private @Nullable InputStream plain;
  private int given;

  BoundedStream(Encoding encoding, InputStream compressed, int limit) {
    this.encoding = encoding;
    this.compressed = compressed;
    this.limit = limit;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int read = decode(target, offset, length);
    if (read > 0) {
      given += read;
      if (given > limit || given < 0) {
        throw new TooLargeException(limit);
      }
    }
    return read;
  }

  private int decode(byte[] target, int offset, int length) throws IOException {
    try {
      InputStream source = plain;
      if (source == null) {
        source = encoding.open(compressed, limit);
        plain = source;
      }
      return source.read(target, offset, length);
    } catch (EOFException e) {
      throw new IOException("it ends too early", e);
    } catch (RuntimeException e) {
      throw new IOException(String.valueOf(e.getMessage()), e);
    }
  }

  /// Before anything is read, how many compressed bytes there are.
  @Override
  public int available() throws IOException {
    return plain == null ? compressed.available() : 0;
  }

  @Override
  public void close() throws IOException {
    InputStream source = plain;
    if (source == null) {
      compressed.close();
    } else {
      source.close();
    }
  }
}
