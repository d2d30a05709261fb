package io.tailrace.component.compression;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/// How a request is compressed, with the names of the `Content-Encoding` and `grpc-encoding`
/// headers.
public enum Encoding {
  /// RFC 1952.
  GZIP,
  /// RFC 1950: what HTTP calls `deflate` and the Collector also `zlib`.
  ZLIB,
  /// RFC 8878.
  ZSTD,
  /// Snappy, as one block or as a stream of frames; which of both is seen in the first bytes.
  SNAPPY,
  /// LZ4 frames.
  LZ4;

  private static final int BUFFER = 16 << 10;
  private static final int LEAST_WINDOW = 23;
  private static final int MOST_WINDOW = 27;

  /// Returns the encoding of a name, or empty when there is none of that name.
  public static Optional<Encoding> of(String name) {
    return switch (name) {
      case "gzip" -> Optional.of(GZIP);
      case "zlib", "deflate" -> Optional.of(ZLIB);
      case "zstd" -> Optional.of(ZSTD);
      case "snappy", "x-snappy-framed" -> Optional.of(SNAPPY);
      case "lz4" -> Optional.of(LZ4);
      default -> Optional.empty();
    };
  }

  /// Returns what was compressed. Nothing is read before the stream is; reading more than the
  /// limit fails with {@link TooLargeException}, and memory stays within a small multiple of
  /// the limit however little was sent.
  ///
  /// @param limit the most bytes to give
  public InputStream decompress(InputStream compressed, int limit) {
    return new BoundedStream(this, compressed, limit);
  }

  /// Opens the codec, which may read and refuse the header.
  InputStream open(InputStream compressed, int limit) throws IOException {
    return switch (this) {
      case GZIP -> new GZIPInputStream(compressed, BUFFER);
      case ZLIB -> new InflaterInputStream(compressed, new java.util.zip.Inflater(), BUFFER);
      case ZSTD -> zstd(compressed, limit);
      case SNAPPY -> SnappyStream.open(compressed, limit);
      case LZ4 -> new Lz4Stream(compressed);
    };
  }

  /// A frame says how large a window it needs, and the library sets it aside at once.
  private static InputStream zstd(InputStream compressed, int limit) throws IOException {
    int window = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, limit - 1));
    return new ZstdInputStreamNoFinalizer(compressed, RecyclingBufferPool.INSTANCE)
        .setLongMax(Math.clamp(window, LEAST_WINDOW, MOST_WINDOW));
  }
}
