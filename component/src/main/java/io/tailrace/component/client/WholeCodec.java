package io.tailrace.component.client;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.grpc.Codec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.xerial.snappy.SnappyFramedInputStream;

/// zstd and snappy for gRPC, in the framing of the Go libraries that the Collector uses: one
/// zstd frame, or snappy's framing format.
final class WholeCodec implements Codec, AutoCloseable {
  private final String name;
  private final Compression compression;
  private final Unwrapping unwrapping;

  private WholeCodec(String name, Compression compression, Unwrapping unwrapping) {
    this.name = name;
    this.compression = compression;
    this.unwrapping = unwrapping;
  }

  static WholeCodec zstd() {
    return new WholeCodec(
        "zstd", Compression.http("zstd", 0), in -> new ZstdInputStreamNoFinalizer(in));
  }

  static WholeCodec snappy() {
    return new WholeCodec(
        "snappy", Compression.http("x-snappy-framed", 0), in -> new SnappyFramedInputStream(in));
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
  public InputStream decompress(InputStream in) throws IOException {
    return unwrapping.unwrap(in);
  }

  @Override
  public void close() {
    compression.close();
  }

  private interface Unwrapping {
    InputStream unwrap(InputStream in) throws IOException;
  }
}
