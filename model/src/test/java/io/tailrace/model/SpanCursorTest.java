package io.tailrace.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpanCursorTest {
  @Test
  void readsWhatAParserReads() {
    for (int seed = 0; seed < 200; seed++) {
      ExportTraceServiceRequest request = new RandomTelemetry(seed).traces();
      SpanCursor cursor = new SpanCursor(request.toByteArray());
      for (ResourceSpans entry : request.getResourceSpansList()) {
        for (ScopeSpans scope : entry.getScopeSpansList()) {
          for (Span span : scope.getSpansList()) {
            assertThat(cursor.next()).isTrue();
            assertSame(cursor, span);
            assertThat(cursor.resourceAttribute("service.name"))
                .isEqualTo(text(entry.getResource().getAttributesList(), "service.name"));
          }
        }
      }
      assertThat(cursor.next()).isFalse();
    }
  }

  private static void assertSame(SpanCursor cursor, Span span) {
    assertThat(cursor.traceIdHigh()).isEqualTo(number(span.getTraceId(), 0));
    assertThat(cursor.traceIdLow()).isEqualTo(number(span.getTraceId(), 8));
    assertThat(cursor.spanId()).isEqualTo(number(span.getSpanId(), 0));
    assertThat(cursor.parentSpanId()).isEqualTo(number(span.getParentSpanId(), 0));
    assertThat(cursor.name()).isEqualTo(span.getName());
    assertThat(cursor.kind()).isEqualTo(span.getKindValue());
    assertThat(cursor.status()).isEqualTo(span.getStatus().getCodeValue());
    assertThat(cursor.start()).isEqualTo(span.getStartTimeUnixNano());
    assertThat(cursor.end()).isEqualTo(span.getEndTimeUnixNano());
    for (KeyValue attribute : span.getAttributesList()) {
      assertThat(cursor.attribute(attribute.getKey()))
          .isEqualTo(text(span.getAttributesList(), attribute.getKey()));
    }
    assertThat(cursor.attribute("none")).isEmpty();
  }

  private static Optional<String> text(Iterable<KeyValue> attributes, String key) {
    for (KeyValue attribute : attributes) {
      if (attribute.getKey().equals(key)) {
        return attribute.getValue().hasStringValue()
            ? Optional.of(attribute.getValue().getStringValue())
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static long number(ByteString id, int at) {
    return id.isEmpty() ? 0 : ByteBuffer.wrap(id.toByteArray()).getLong(at);
  }
}
