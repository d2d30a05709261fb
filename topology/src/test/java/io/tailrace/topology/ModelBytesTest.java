package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.model.Signal;
import io.tailrace.model.Slice;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class ModelBytesTest {
  private static final String LONG = "x".repeat(ModelBytes.LARGEST + 1);

  private final LongAdder cut = new LongAdder();
  private final Slicing slicing = ModelBytes.counting(cut);

  @Test
  void cutsALogRecordThatNoTopicTakesAndCountsIt() {
    LogRecord record =
        LogRecord.newBuilder().setBody(AnyValue.newBuilder().setStringValue(LONG)).build();
    byte[] request =
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(
                ResourceLogs.newBuilder()
                    .addScopeLogs(
                        ScopeLogs.newBuilder()
                            .addLogRecords(record)
                            .addLogRecords(LogRecord.newBuilder().setTimeUnixNano(1))))
            .build()
            .toByteArray();

    var slices = (Slicing.Slices) slicing.slice(Signal.LOGS, request, 3);

    assertThat(slices.cut()).isEqualTo(1);
    assertThat(slices.tooLarge()).isZero();
    assertThat(slices.slices().stream().mapToInt(Slice::items).sum()).isEqualTo(2);
    assertThat(slices.slices())
        .allSatisfy(slice -> assertThat(slice.otlp().length).isLessThan(LONG.length()));
    assertThat(cut.sum()).isEqualTo(1);
  }

  @Test
  void leavesOutASpanThatNoTopicTakes() {
    byte[] request =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .addScopeSpans(
                        ScopeSpans.newBuilder()
                            .addSpans(Span.newBuilder().setName(LONG))
                            .addSpans(Span.newBuilder().setName("short"))))
            .build()
            .toByteArray();

    var slices = (Slicing.Slices) slicing.slice(Signal.TRACES, request, 3);

    assertThat(slices.tooLarge()).isEqualTo(1);
    assertThat(slices.slices().stream().mapToInt(Slice::items).sum()).isEqualTo(1);
    assertThat(cut.sum()).isZero();
  }
}
