package io.tailrace.component.compression;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.xerial.snappy.Snappy;

/// Reads Snappy's framing format.
///
/// The library has a reader of its own, but it believes the length that a frame says and
/// allocates it; the format allows 64 KiB.
final class SnappyStream extends InputStream {
  private static final byte[] MAGIC = {(byte) 0xff, 0x06, 0x00, 0x00, 's', 'N', 'a', 'P', 'p', 'Y'};
  private static final int COMPRESSED = 0x00;
  private static final int PLAIN = 0x01;
  private static final int LAST_RESERVED = 0x7f;
  private static final int MOST = 64 << 10;
  private static final int CHECKSUM = 4;
  private static final int MASK = 0xa282ead8;

  private final InputStream source;
  private final CRC32C crc = new CRC32C();
  private byte[] block = {};
  private int position;

  private SnappyStream(InputStream source) {
    this.source = source;
  }

  /// Opens a stream of either format.
  static InputStream open(InputStream source, int limit) throws IOException {
    byte[] start = source.readNBytes(MAGIC.length);
    if (Arrays.equals(start, MAGIC)) {
      return new SnappyStream(source);
    }
    return whole(start, source.readAllBytes(), limit);
  }

  private static InputStream whole(byte[] start, byte[] rest, int limit) throws IOException {
    byte[] compressed = Arrays.copyOf(start, start.length + rest.length);
    System.arraycopy(rest, 0, compressed, start.length, rest.length);
    if (length(compressed, 0, compressed.length) > limit) {
      throw new TooLargeException(limit);
    }
    return new ByteArrayInputStream(Snappy.uncompress(compressed));
  }

  /// Returns how long a block will be, after checking that it says so at all.
  private static long length(byte[] block, int offset, int length) throws IOException {
    long value = 0;
    for (int i = 0; i < Math.min(length, 5); i++) {
      value |= (long) (block[offset + i] & 0x7f) << (7 * i);
      if (block[offset + i] >= 0) {
        return value;
      }
    }
    throw new IOException("it is not snappy");
  }

  @Override
  public int read() throws IOException {
    return fill() ? block[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (!fill()) {
      return -1;
    }
    int taken = Math.min(length, block.length - position);
    System.arraycopy(block, position, target, offset, taken);
    position += taken;
    return taken;
  }

  private boolean fill() throws IOException {
    while (position == block.length) {
      int type = source.read();
      if (type < 0) {
        return false;
      }
      int length = source.read() | (source.read() << 8) | (source.read() << 16);
      if (length < 0) {
        throw new EOFException();
      }
      chunk(type, length);
    }
    return true;
  }

  private void chunk(int type, int length) throws IOException {
    if (type > LAST_RESERVED) {
      source.skipNBytes(length);
      return;
    }
    if (type != COMPRESSED && type != PLAIN) {
      throw new IOException("it has a chunk of the unknown type " + type);
    }
    if (length < CHECKSUM || length > CHECKSUM + Snappy.maxCompressedLength(MOST)) {
      throw new IOException("it has a chunk of %d bytes".formatted(length));
    }
    byte[] chunk = source.readNBytes(length);
    if (chunk.length < length) {
      throw new EOFException();
    }
    block = type == PLAIN ? Arrays.copyOfRange(chunk, CHECKSUM, length) : uncompress(chunk);
    position = 0;
    verify(chunk);
  }

  private static byte[] uncompress(byte[] chunk) throws IOException {
    int length = chunk.length - CHECKSUM;
    long size = length(chunk, CHECKSUM, length);
    if (size > MOST) {
      throw new IOException(
          "it has a block of %d bytes, more than the format allows".formatted(size));
    }
    byte[] plain = new byte[(int) size];
    Snappy.uncompress(chunk, CHECKSUM, length, plain, 0);
    return plain;
  }

  private void verify(byte[] chunk) throws IOException {
    crc.reset();
    crc.update(block);
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    int stored =
        (chunk[0] & 0xff) | ((chunk[1] & 0xff) << 8) | ((chunk[2] & 0xff) << 16) | (chunk[3] << 24);
    if (masked != stored) {
      throw new IOException("a checksum is wrong");
    }
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
