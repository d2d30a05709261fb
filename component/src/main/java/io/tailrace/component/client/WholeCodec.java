package io.tailrace.component.client;

import io.grpc.Codec;
import io.tailrace.component.compression.Encoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// zstd and snappy for gRPC, in the framing of the Go libraries that the Collector uses: one
/// zstd frame, or snappy's framing format.
final class WholeCodec implements Codec, AutoCloseable {
  private final String name;
  private final Compression compression;
  private final Encoding encoding;
  private final int limit;

  private WholeCodec(String name, Compression compression, Encoding encoding, int limit) {
    this.name = name;
    this.compression = compression;
    this.encoding = encoding;
    this.limit = limit;
  }

  /// zstd.
  ///
  /// @param limit the most bytes that an answer may have when decompressed
  static WholeCodec zstd(int limit) {
    return new WholeCodec("zstd", Compression.http("zstd", 0), Encoding.ZSTD, limit);
  }

  /// snappy.
  ///
  /// @param limit the most bytes that an answer may have when decompressed
  static WholeCodec snappy(int limit) {
    return new WholeCodec("snappy", Compression.http("x-snappy-framed", 0), Encoding.SNAPPY, limit);
  }

  @Override
  public String getMessageEncoding() {
    return name;
  }

  @Override
  public OutputStream compress(OutputStream out) {
    return new ByteArrayOutputStream() {
      @Override
      public void close() throws IOException {
        out.write(compression.compress(toByteArray()));
        out.close();
      }
    };
  }

  @Override
  public InputStream decompress(InputStream in) {
    return encoding.decompress(in, limit);
  }

  @Override
  public void close() {
    compression.close();
  }
}
