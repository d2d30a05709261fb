package io.tailrace.component.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/// Writes `google.rpc.Status`, which tells a client over gRPC and HTTP alike why it failed.
public final class RpcStatus {
  private static final String RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";

  private RpcStatus() {}

  /// Returns a serialised status.
  ///
  /// @param code a number of `google.rpc.Code`
  /// @param retryAfter what a RetryInfo among the details says; zero for none
  public static byte[] of(int code, String message, Duration retryAfter) {
    return write(
        out -> {
          out.writeInt32(1, code);
          out.writeString(2, message);
          if (retryAfter.isPositive()) {
            out.writeByteArray(3, any(retryAfter));
          }
        });
  }

  private static byte[] any(Duration retryAfter) {
    byte[] duration =
        write(
            out -> {
              out.writeInt64(1, retryAfter.getSeconds());
              out.writeInt32(2, retryAfter.getNano());
            });
    byte[] info = write(out -> out.writeByteArray(1, duration));
    return write(
        out -> {
          out.writeString(1, RETRY_INFO);
          out.writeBytes(2, ByteString.copyFrom(info));
        });
  }

  private static byte[] write(Content content) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      content.write(out);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Content {
    void write(CodedOutputStream out) throws IOException;
  }
}
