package io.tailrace.topology;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.xxhash.XXHashFactory;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/// LZ4 as Kafka writes it, straight from the record into the batch.
///
/// Kafka's own stream sets 130 KB aside for every batch, and copies everything into them and out
/// of them. One thread uses it, for one batch at a time. Frames have independent blocks of 64 KiB
/// and no checksums (LZ4 frame format 1.6.4); a batch has its own.
final class Lz4Frames implements Compression {
  private static final int BLOCK = 64 << 10;
  private static final int MAGIC = Integer.reverseBytes(0x184D2204);
  private static final byte INDEPENDENT_BLOCKS = 0x60;
  private static final byte BLOCKS_OF_64_KIB = 0x40;
  private static final int STORED = 1 << 31;
  private static final int HEADER = 7;
  private static final byte HEADER_CHECKSUM = headerChecksum();

  private final Compression kafkas = Compression.lz4().build();
  private final LZ4Compressor compressor = LZ4Factory.fastestInstance().fastCompressor();
  private final int most = compressor.maxCompressedLength(BLOCK);
  private final byte[] gathered = new byte[BLOCK];

  private static byte headerChecksum() {
    byte[] descriptor = {INDEPENDENT_BLOCKS, BLOCKS_OF_64_KIB};
    int hash = XXHashFactory.fastestInstance().hash32().hash(descriptor, 0, descriptor.length, 0);
    return (byte) (hash >> 8);
  }

  @Override
  public CompressionType type() {
    return CompressionType.LZ4;
  }

  @Override
  public OutputStream wrapForOutput(ByteBufferOutputStream out, byte messageVersion) {
    return new Frame(out);
  }

  @Override
  public InputStream wrapForInput(
      ByteBuffer buffer, byte messageVersion, BufferSupplier decompressionBuffers) {
    return kafkas.wrapForInput(buffer, messageVersion, decompressionBuffers);
  }

  /// A frame that grows in a batch.
  private final class Frame extends OutputStream {
    private final ByteBufferOutputStream out;
    private int length;

    Frame(ByteBufferOutputStream out) {
      this.out = out;
      ByteBuffer buffer = room(HEADER);
      buffer.putInt(MAGIC).put(INDEPENDENT_BLOCKS).put(BLOCKS_OF_64_KIB).put(HEADER_CHECKSUM);
    }

    private ByteBuffer room(int bytes) {
      out.ensureRemaining(bytes);
      return out.buffer();
    }

    @Override
    public void write(int b) {
      if (length == BLOCK) {
        block(gathered, 0, length);
        length = 0;
      }
      gathered[length++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
      int at = offset;
      int end = offset + count;
      while (at < end) {
        if (length == 0 && end - at >= BLOCK) {
          block(bytes, at, BLOCK);
          at += BLOCK;
          continue;
        }
        int part = Math.min(BLOCK - length, end - at);
        System.arraycopy(bytes, at, gathered, length, part);
        at += part;
        length += part;
        if (length == BLOCK) {
          block(gathered, 0, length);
          length = 0;
        }
      }
    }

    private void block(byte[] bytes, int offset, int count) {
      ByteBuffer buffer = room(Integer.BYTES + most);
      int at = buffer.position() + Integer.BYTES;
      int size =
          compressor.compress(
              bytes, offset, count, buffer.array(), buffer.arrayOffset() + at, most);
      if (size < count) {
        buffer.putInt(Integer.reverseBytes(size)).position(at + size);
      } else {
        buffer.putInt(Integer.reverseBytes(count | STORED)).put(bytes, offset, count);
      }
    }

    @Override
    public void close() throws IOException {
      if (length > 0) {
        block(gathered, 0, length);
        length = 0;
      }
      room(Integer.BYTES).putInt(0);
    }
  }
}
