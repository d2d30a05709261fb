package io.tailrace.component.server;

import io.grpc.Codec;
import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import io.tailrace.component.compression.Encoding;
import java.io.InputStream;
import java.util.Locale;

/// Decompresses messages of one encoding, up to a limit.
public record GrpcEncoding(Encoding encoding, int limit) implements Decompressor {
  /// The encodings that clients may use.
  ///
  /// @param limit the most bytes that a message may have when decompressed
  public static DecompressorRegistry upTo(int limit) {
    return DecompressorRegistry.emptyInstance()
        .with(Codec.Identity.NONE, false)
        .with(new GrpcEncoding(Encoding.GZIP, limit), true)
        .with(new GrpcEncoding(Encoding.ZSTD, limit), true)
        .with(new GrpcEncoding(Encoding.SNAPPY, limit), true);
  }

  @Override
  public String getMessageEncoding() {
    return encoding.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public InputStream decompress(InputStream compressed) {
    return encoding.decompress(compressed, limit);
  }
}
