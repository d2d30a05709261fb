package io.tailrace.receivers.otlp;

import com.google.protobuf.CodedInputStream;
import io.grpc.Metadata;
import java.io.IOException;
import java.time.Duration;

/// Reads `google.rpc.RetryInfo` out of an answer as a client would.
final class RetryHint {
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private RetryHint() {}

  static Duration in(Metadata trailers) throws IOException {
    return in(trailers.get(DETAILS));
  }

  static Duration in(byte[] status) throws IOException {
    byte[] any = field(status, 3);
    return any.length == 0 ? Duration.ZERO : duration(field(field(any, 2), 1));
  }

  private static Duration duration(byte[] duration) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(duration);
    in.readTag();
    long seconds = in.readInt64();
    in.readTag();
    return Duration.ofSeconds(seconds, in.readInt32());
  }

  static byte[] field(byte[] message, int number) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == (number << 3 | 2)) {
        return in.readByteArray();
      }
      in.skipField(tag);
    }
    return new byte[0];
  }
}
