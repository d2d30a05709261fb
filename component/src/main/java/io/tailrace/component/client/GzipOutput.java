package io.tailrace.component.client;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Writes gzip with a deflater of a pool. What is written in one piece is read where it stands,
/// without a copy.
final class GzipOutput extends OutputStream {
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
  private static final int CHUNK = 16 * 1024;

  private final OutputStream out;
  private final Deflaters pool;
  private final Deflater deflater;
  private final CRC32 checksum = new CRC32();
  private final byte[] chunk = new byte[CHUNK];
  private boolean begun;
  private boolean closed;

  GzipOutput(OutputStream out, Deflaters pool) {
    this.out = out;
    this.pool = pool;
    this.deflater = pool.take();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    begin();
    checksum.update(bytes, offset, length);
    deflater.setInput(bytes, offset, length);
    while (!deflater.needsInput()) {
      drain();
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      begin();
      deflater.finish();
      while (!deflater.finished()) {
        drain();
      }
      trailer();
      out.close();
    } finally {
      pool.give(deflater);
    }
  }

  private void begin() throws IOException {
    if (!begun) {
      begun = true;
      out.write(HEADER);
    }
  }

  private void drain() throws IOException {
    int count = deflater.deflate(chunk, 0, chunk.length);
    if (count > 0) {
      out.write(chunk, 0, count);
    }
  }

  private void trailer() throws IOException {
    littleEndian(0, (int) checksum.getValue());
    littleEndian(4, (int) deflater.getBytesRead());
    out.write(chunk, 0, 8);
  }

  private void littleEndian(int at, int value) {
    for (int i = 0; i < 4; i++) {
      chunk[at + i] = (byte) (value >>> (8 * i));
    }
  }
}
