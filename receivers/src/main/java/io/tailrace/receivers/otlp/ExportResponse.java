package io.tailrace.receivers.otlp;

import com.google.protobuf.CodedOutputStream;
import io.tailrace.model.Signal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Writes the `Export…ServiceResponse` of OTLP, which has the same fields for every signal.
final class ExportResponse {
  /// All items were taken.
  static final byte[] FULL = {};

  private ExportResponse() {}

  /// Returns a response that tells that some items were not taken, and why.
  static byte[] partial(long rejected, String reason) {
    byte[] partial =
        write(
            out -> {
              out.writeInt64(1, rejected);
              out.writeString(2, reason);
            });
    return write(out -> out.writeByteArray(1, partial));
  }

  /// Returns the same as {@link #FULL}, in the words of the Collector.
  static byte[] fullJson() {
    return "{\"partialSuccess\":{}}".getBytes(StandardCharsets.UTF_8);
  }

  /// Returns the same as {@link #partial}, as JSON, where 64-bit numbers are texts.
  static byte[] partialJson(Signal signal, long rejected, String reason) {
    String items =
        switch (signal) {
          case TRACES -> "rejectedSpans";
          case METRICS -> "rejectedDataPoints";
          case LOGS -> "rejectedLogRecords";
        };
    return "{\"partialSuccess\":{\"%s\":\"%d\",\"errorMessage\":%s}}"
        .formatted(items, rejected, JsonText.quoted(reason))
        .getBytes(StandardCharsets.UTF_8);
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
