package io.tailrace.component.client;

import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.zip.DeflaterOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyFramedOutputStream;

/// A way to compress the body of a request. Calls may come from several threads at once; what a
/// thread needs for the time of a call is kept for the next.
interface Compression extends AutoCloseable {
  /// The level that costs the least CPU: a third of zlib's default, for a fifth more bytes.
  int FASTEST = 1;

  /// The `Content-Encoding` to send, empty for none.
  String encoding();

  /// Returns the bytes compressed.
  byte[] compress(byte[] bytes);

  /// Frees what was kept.
  @Override
  default void close() {}

  /// Returns the compression that an HTTP client's configuration names.
  ///
  /// @param level for gzip, zlib and deflate -1 to 9, for zstd 1 to 22; 0 for the fastest
  static Compression http(String name, int level) {
    int deflate = level == 0 ? FASTEST : level;
    return switch (name) {
      case "gzip" -> new Gzip(deflate);
      case "zlib", "deflate" -> new Zlib(name, deflate);
      case "zstd" -> new Zstd(level == 0 ? FASTEST : level);
      case "snappy" -> new Streamed(name, Compression::snappyBlock);
      case "x-snappy-framed" -> new Streamed(name, Compression::snappyFrames);
      case "lz4" -> new Streamed(name, Compression::lz4Frames);
      default -> new Streamed("", bytes -> bytes);
    };
  }

  private static byte[] snappyBlock(byte[] bytes) throws IOException {
    return Snappy.compress(bytes);
  }

  private static byte[] snappyFrames(byte[] bytes) throws IOException {
    return through(bytes, SnappyFramedOutputStream::new);
  }

  private static byte[] lz4Frames(byte[] bytes) throws IOException {
    return through(bytes, LZ4FrameOutputStream::new);
  }

  private static byte[] through(byte[] bytes, Wrapping wrapping) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 4 + 64);
    try (OutputStream out = wrapping.wrap(compressed)) {
      out.write(bytes, 0, bytes.length);
    }
    return compressed.toByteArray();
  }

  /// Puts a compressing stream around another.
  interface Wrapping {
    OutputStream wrap(OutputStream out) throws IOException;
  }

  /// Compresses all bytes.
  interface Whole {
    byte[] apply(byte[] bytes) throws IOException;
  }

  /// gzip.
  final class Gzip implements Compression {
    private final Deflaters deflaters;

    Gzip(int level) {
      deflaters = new Deflaters(level, true);
    }

    @Override
    public String encoding() {
      return "gzip";
    }

    @Override
    public byte[] compress(byte[] bytes) {
      try {
        return through(bytes, out -> new GzipOutput(out, deflaters));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      deflaters.close();
    }
  }

  /// zlib, which HTTP calls `deflate`.
  final class Zlib implements Compression {
    private final String encoding;
    private final Deflaters deflaters;

    Zlib(String encoding, int level) {
      this.encoding = encoding;
      this.deflaters = new Deflaters(level, false);
    }

    @Override
    public String encoding() {
      return encoding;
    }

    @Override
    public byte[] compress(byte[] bytes) {
      var deflater = deflaters.take();
      try {
        return through(bytes, out -> new DeflaterOutputStream(out, deflater, 16 * 1024));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        deflaters.give(deflater);
      }
    }

    @Override
    public void close() {
      deflaters.close();
    }
  }

  /// Zstandard.
  final class Zstd implements Compression {
    private final int level;
    private final ConcurrentLinkedDeque<ZstdCompressCtx> idle = new ConcurrentLinkedDeque<>();

    Zstd(int level) {
      this.level = level;
    }

    @Override
    public String encoding() {
      return "zstd";
    }

    @Override
    public byte[] compress(byte[] bytes) {
      ZstdCompressCtx context = idle.pollFirst();
      if (context == null) {
        context = new ZstdCompressCtx().setLevel(level);
      }
      try {
        return context.compress(bytes);
      } finally {
        idle.addFirst(context);
      }
    }

    @Override
    public void close() {
      for (var context = idle.pollFirst(); context != null; context = idle.pollFirst()) {
        context.close();
      }
    }
  }

  /// A compression without anything to keep.
  record Streamed(String encoding, Whole whole) implements Compression {
    @Override
    public byte[] compress(byte[] bytes) {
      try {
        return whole.apply(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
