package io.tailrace.bench;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.Random;
import java.util.function.UnaryOperator;

/// Gives every span of a request an attribute that makes it as large as wanted. What stands in it
/// differs from span to span, so that compression does not undo it.
final class LargerSpans implements UnaryOperator<byte[]> {
  private static final String KEY = "padding";

  /// What its name, lengths and tags take at least.
  private static final int AROUND = 15;

  private final int bytes;
  private final Random random = new Random(1);

  LargerSpans(int bytes) {
    this.bytes = bytes;
  }

  @Override
  public byte[] apply(byte[] otlp) {
    try {
      var request = ExportTraceServiceRequest.parseFrom(otlp).toBuilder();
      request.getResourceSpansBuilderList().stream()
          .flatMap(resource -> resource.getScopeSpansBuilderList().stream())
          .flatMap(scope -> scope.getSpansBuilderList().stream())
          .forEach(this::pad);
      return request.build().toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("no recorded request", e);
    }
  }

  private void pad(Span.Builder span) {
    int lacking = bytes - span.build().getSerializedSize() - AROUND;
    if (lacking > -AROUND) {
      span.addAttributesBuilder()
          .setKey(KEY)
          .getValueBuilder()
          .setStringValue(text(Math.max(lacking, 0)));
    }
  }

  private String text(int length) {
    return random
        .ints(length, '!', '~' + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
