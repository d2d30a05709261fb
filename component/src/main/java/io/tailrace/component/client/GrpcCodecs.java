package io.tailrace.component.client;

import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;

/// The compressions that a gRPC client speaks. All are offered for answers, because servers
/// answer in the encoding of the request.
final class GrpcCodecs implements AutoCloseable {
  private final GzipCodec gzip = new GzipCodec(Compression.FASTEST);
  private final WholeCodec zstd;
  private final WholeCodec snappy;

  /// Creates them.
  ///
  /// @param largest the most bytes that an answer may have when decompressed
  GrpcCodecs(int largest) {
    this.zstd = WholeCodec.zstd(largest);
    this.snappy = WholeCodec.snappy(largest);
  }

  CompressorRegistry compressors() {
    CompressorRegistry registry = CompressorRegistry.newEmptyInstance();
    registry.register(gzip);
    registry.register(zstd);
    registry.register(snappy);
    return registry;
  }

  DecompressorRegistry decompressors() {
    return DecompressorRegistry.emptyInstance()
        .with(Codec.Identity.NONE, false)
        .with(gzip, true)
        .with(zstd, true)
        .with(snappy, true);
  }

  @Override
  public void close() {
    gzip.close();
    zstd.close();
    snappy.close();
  }
}
