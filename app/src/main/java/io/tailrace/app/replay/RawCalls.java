package io.tailrace.app.replay;

import io.grpc.MethodDescriptor;
import io.tailrace.model.Signal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// The export calls of OTLP with the messages left as bytes, so that neither end pays for
/// objects.
final class RawCalls implements MethodDescriptor.Marshaller<byte[]> {
  private RawCalls() {}

  static MethodDescriptor<byte[], byte[]> export(Signal signal) {
    var bytes = new RawCalls();
    return MethodDescriptor.newBuilder(bytes, bytes)
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(signal.service(), "Export"))
        .build();
  }

  @Override
  public InputStream stream(byte[] value) {
    return new ByteArrayInputStream(value);
  }

  @Override
  public byte[] parse(InputStream stream) {
    try {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
