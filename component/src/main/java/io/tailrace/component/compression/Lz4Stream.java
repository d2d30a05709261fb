package io.tailrace.component.compression;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Optional;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import net.jpountz.xxhash.StreamingXXHash32;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/// Reads LZ4's frame format.
///
/// The library has a reader of its own, but it sets aside twice the block size that a frame
/// announces, 8 MiB, for each frame of fifteen bytes. Here a block gets what its compressed bytes
/// can become at most, and frames share it.
///
/// @see <a href="https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md">the format</a>
final class Lz4Stream extends InputStream {
  private static final int MAGIC = 0x184D2204;
  private static final int SKIPPABLE = 0x184D2A50;
  private static final int VERSION = 0b01;
  private static final int INDEPENDENT = 0x20;
  private static final int BLOCK_CHECKSUM = 0x10;
  private static final int CONTENT_SIZE = 0x08;
  private static final int CONTENT_CHECKSUM = 0x04;
  private static final int DICTIONARY = 0x01;
  private static final int PLAIN = 0x80000000;

  /// A byte of a block stands for at most so many.
  private static final int MOST_EXPANSION = 255;

  private static final VarHandle LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final LZ4SafeDecompressor BLOCKS = LZ4Factory.fastestInstance().safeDecompressor();
  private static final XXHash32 HASH = XXHashFactory.fastestInstance().hash32();

  /// Those of the native library have memory of their own that a finalizer frees, and there is one
  /// for each frame.
  private static final XXHashFactory HASHES = XXHashFactory.fastestJavaInstance();

  private final InputStream source;
  private Optional<Frame> frame = Optional.empty();
  private byte[] block = {};
  private int position;
  private int end;

  /// A frame that is being read.
  private static final class Frame {
    private final int flags;
    private final int mostBlock;
    private final long announced;
    private final Optional<StreamingXXHash32> hash;
    private long length;

    Frame(int flags, int mostBlock, long announced) {
      this.flags = flags;
      this.mostBlock = mostBlock;
      this.announced = announced;
      this.hash =
          has(CONTENT_CHECKSUM) ? Optional.of(HASHES.newStreamingHash32(0)) : Optional.empty();
    }

    boolean has(int flag) {
      return (flags & flag) != 0;
    }

    void take(byte[] bytes, int count) {
      length += count;
      hash.ifPresent(content -> content.update(bytes, 0, count));
    }
  }

  Lz4Stream(InputStream source) {
    this.source = source;
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
    int taken = Math.min(length, end - position);
    System.arraycopy(block, position, target, offset, taken);
    position += taken;
    return taken;
  }

  private boolean fill() throws IOException {
    while (position == end) {
      if (frame.isPresent()) {
        next(frame.get());
      } else if (!open()) {
        return false;
      }
    }
    return true;
  }

  /// Reads the start of a frame, or skips one that is not for us; false at the end.
  private boolean open() throws IOException {
    byte[] start = source.readNBytes(Integer.BYTES);
    if (start.length == 0) {
      return false;
    }
    int magic = number(whole(start, Integer.BYTES), 0);
    if ((magic & ~0xf) == SKIPPABLE) {
      source.skipNBytes(Integer.toUnsignedLong(number()));
      return true;
    }
    if (magic != MAGIC) {
      throw new IOException("it is not lz4");
    }
    frame = Optional.of(frame());
    return true;
  }

  private Frame frame() throws IOException {
    byte[] start = bytes(2);
    int flags = start[0];
    int size = (start[1] >> 4) & 0x7;
    if (((flags >> 6) & 0x3) != VERSION
        || (flags & 0x2) != 0
        || (start[1] & 0x8f) != 0
        || size < 4) {
      throw new IOException("it is of a version of lz4 that there is not");
    }
    if ((flags & INDEPENDENT) == 0 || (flags & DICTIONARY) != 0) {
      throw new IOException("its blocks are linked or need a dictionary; send independent ones");
    }
    byte[] length = bytes((flags & CONTENT_SIZE) == 0 ? 0 : Long.BYTES);
    byte[] descriptor = new byte[start.length + length.length];
    System.arraycopy(start, 0, descriptor, 0, start.length);
    System.arraycopy(length, 0, descriptor, start.length, length.length);
    int hash = HASH.hash(descriptor, 0, descriptor.length, 0) >> 8;
    verify((hash & 0xff) == (bytes(1)[0] & 0xff));
    long announced =
        length.length == 0
            ? -1
            : Integer.toUnsignedLong(number(length, 0))
                | ((long) number(length, Integer.BYTES) << Integer.SIZE);
    return new Frame(flags, 1 << (2 * size + 8), announced);
  }

  /// Reads a block, or the end of the frame.
  private void next(Frame open) throws IOException {
    int size = number();
    if (size == 0) {
      verify(open.announced < 0 || open.announced == open.length);
      verify(open.hash.isEmpty() || number() == open.hash.get().getValue());
      frame = Optional.empty();
      return;
    }
    int length = size & ~PLAIN;
    if (length > open.mostBlock) {
      throw new IOException("it has a block of %d bytes".formatted(length));
    }
    byte[] found = bytes(length);
    verify(!open.has(BLOCK_CHECKSUM) || number() == HASH.hash(found, 0, length, 0));
    position = 0;
    end = 0;
    if ((size & PLAIN) == 0) {
      int most = (int) Math.min(open.mostBlock, (long) length * MOST_EXPANSION);
      block = block.length < most ? new byte[most] : block;
      end = BLOCKS.decompress(found, 0, length, block, 0, most);
    } else {
      block = found;
      end = length;
    }
    open.take(block, end);
  }

  private int number() throws IOException {
    return number(bytes(Integer.BYTES), 0);
  }

  private static int number(byte[] bytes, int offset) {
    return (int) LITTLE_ENDIAN.get(bytes, offset);
  }

  /// What is announced is set aside as it arrives.
  private byte[] bytes(int count) throws IOException {
    return whole(source.readNBytes(count), count);
  }

  private static byte[] whole(byte[] read, int wanted) throws IOException {
    if (read.length < wanted) {
      throw new EOFException();
    }
    return read;
  }

  private static void verify(boolean right) throws IOException {
    if (!right) {
      throw new IOException("a length or a checksum is wrong");
    }
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
