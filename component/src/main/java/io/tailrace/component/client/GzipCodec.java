package io.tailrace.component.client;

import io.grpc.Codec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;

/// gzip for gRPC at a level of our choice: grpc-java's own takes zlib's default, which costs 2.4
/// times the CPU of level 1 for a sixth fewer bytes.
final class GzipCodec implements Codec, AutoCloseable {
  private final Deflaters deflaters;

  GzipCodec(int level) {
    this.deflaters = new Deflaters(level, true);
  }

  @Override
  public String getMessageEncoding() {
    return "gzip";
  }

  @Override
  public OutputStream compress(OutputStream out) {
    return new GzipOutput(out, deflaters);
  }

  @Override
  public InputStream decompress(InputStream in) throws IOException {
    return new GZIPInputStream(in);
  }

  @Override
  public void close() {
    deflaters.close();
  }
}
