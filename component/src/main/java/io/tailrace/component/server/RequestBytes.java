package io.tailrace.component.server;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import io.tailrace.component.compression.Body;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Takes requests as bytes.
///
/// What cannot be decompressed is a value: a marshaller that throws ends the call as UNKNOWN and
/// writes a stack trace into the log, for anybody who sends garbage.
record RequestBytes(int limit) implements Marshaller<Body> {
  @Override
  public Body parse(InputStream stream) {
    if (!(stream instanceof KnownLength)) {
      return Body.read(stream, limit);
    }
    try (stream) {
      byte[] bytes = new byte[stream.available()];
      int read = stream.readNBytes(bytes, 0, bytes.length);
      return read == bytes.length ? new Body.Whole(bytes) : new Body.Broken("it ends too early");
    } catch (IOException e) {
      return new Body.Broken(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public InputStream stream(Body body) {
    return switch (body) {
      case Body.Whole whole -> new ByteArrayInputStream(whole.bytes());
      case Body.Broken _, Body.TooLarge _ ->
          throw new IllegalArgumentException("only requests that were read can be sent");
    };
  }
}
