package io.tailrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.tailrace.model.SpanCursor;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SamplingPoliciesTest {
  private static final SamplingPolicies POLICIES = new SamplingPolicies(Duration.ofSeconds(10));

  /// A trace id that is not of the one percent.
  private static final long DULL = dull();

  @Test
  void errorsAreKept() throws IOException {
    assertThat(POLICIES.keep(trace(DULL, span(0, 1), error(1, 2)))).isTrue();
  }

  @Test
  void tracesOfMoreThanTwoSecondsAreKept() throws IOException {
    assertThat(POLICIES.keep(trace(DULL, span(0, 1), span(1, 2001)))).isTrue();
    assertThat(POLICIES.keep(trace(DULL, span(0, 1), span(1, 1999)))).isFalse();
  }

  @Test
  void aTraceAtTheThresholdIsRefusedAsVersionsOfTheCollectorDiffer() {
    assertThatThrownBy(() -> POLICIES.keep(trace(DULL, span(0, 2000))))
        .hasMessageContaining("2000 ms");
  }

  @Test
  void aboutOnePercentIsKeptByItsId() throws IOException {
    var ids = new Random(1);
    int kept = 0;
    for (int i = 0; i < 20_000; i++) {
      kept += POLICIES.keep(trace(ids.nextLong(), span(0, 1))) ? 1 : 0;
    }

    assertThat(kept).isBetween(150, 250);
  }

  private static long dull() {
    return LongStream.range(1, 100).filter(id -> !keeps(id)).findFirst().orElseThrow();
  }

  private static boolean keeps(long id) {
    try {
      return POLICIES.keep(trace(id, span(0, 1)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static SentTrace trace(long low, Span.Builder... spans) {
    var request = ExportTraceServiceRequest.newBuilder();
    var scope = request.addResourceSpansBuilder().addScopeSpansBuilder();
    for (var span : spans) {
      scope.addSpans(span);
    }
    var trace = new SentTrace(0, low);
    var cursor = new SpanCursor(request.build().toByteArray());
    while (cursor.next()) {
      trace.add(cursor);
    }
    return trace;
  }

  private static Span.Builder error(long startMillis, long endMillis) {
    return span(startMillis, endMillis)
        .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
  }

  private static Span.Builder span(long startMillis, long endMillis) {
    return Span.newBuilder()
        .setSpanId(ByteString.copyFromUtf8("12345678"))
        .setStartTimeUnixNano(startMillis * 1_000_000)
        .setEndTimeUnixNano(endMillis * 1_000_000);
  }
}
