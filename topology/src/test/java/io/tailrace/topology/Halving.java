package io.tailrace.topology;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.component.Payload;
import io.tailrace.component.Processor;

/// A processor of tests that keeps the spans with odd numbers.
enum Halving implements Processor {
  INSTANCE;

  @Override
  public Payload process(Payload payload) {
    ExportTraceServiceRequest.Builder request = Spans.parse(payload.otlp()).toBuilder();
    int kept = 0;
    for (var resource : request.getResourceSpansBuilderList()) {
      for (var scope : resource.getScopeSpansBuilderList()) {
        var spans = scope.getSpansList();
        scope.clearSpans();
        for (Span span : spans) {
          if (Spans.number(span) % 2 == 1) {
            scope.addSpans(span);
            kept++;
          }
        }
      }
    }
    return Payload.of(payload.signal(), request.build().toByteArray(), kept);
  }
}
