package io.tailrace.topology;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.component.Payload;
import io.tailrace.model.Signal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Trace requests of tests: spans that are told apart by number.
final class Spans {
  private Spans() {}

  /// A request with the spans numbered from one number up to, and without, another.
  static Payload request(int from, int to) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int i = from; i < to; i++) {
      scope.addSpans(span(i));
    }
    byte[] otlp =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
            .build()
            .toByteArray();
    return Payload.of(Signal.TRACES, otlp, to - from);
  }

  private static Span span(int number) {
    byte[] trace =
        ByteBuffer.allocate(16).putLong(number * 0x9E3779B97F4A7C15L).putLong(number).array();
    byte[] id = ByteBuffer.allocate(8).putLong(number + 1L).array();
    return Span.newBuilder()
        .setTraceId(ByteString.copyFrom(trace))
        .setSpanId(ByteString.copyFrom(id))
        .setName("span " + number)
        .build();
  }

  /// The numbers of the spans of payloads, in order.
  static List<Integer> numbers(List<Payload> payloads) {
    List<Integer> numbers = new ArrayList<>();
    for (Payload payload : payloads) {
      parse(payload.otlp()).getResourceSpansList().stream()
          .flatMap(resource -> resource.getScopeSpansList().stream())
          .flatMap(scope -> scope.getSpansList().stream())
          .forEach(span -> numbers.add(number(span)));
    }
    return numbers;
  }

  static int number(Span span) {
    return Integer.parseInt(span.getName().substring(5));
  }

  static ExportTraceServiceRequest parse(byte[] otlp) {
    try {
      return ExportTraceServiceRequest.parseFrom(otlp);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
