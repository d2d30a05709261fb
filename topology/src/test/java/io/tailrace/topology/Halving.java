package io.tailrace.topology;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.tailrace.component.Payload;
import io.tailrace.component.Processor;

/// A processor of tests that keeps every second span.
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
        for (int i = 1; i < spans.size(); i += 2) {
          scope.addSpans(spans.get(i));
          kept++;
        }
      }
    }
    return Payload.of(payload.signal(), request.build().toByteArray(), kept);
  }
}
