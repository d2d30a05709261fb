package io.tailrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SlicerTest {
  @Test
  void writesWhatParsingAndRegroupingWrites() throws Exception {
    for (int seed = 0; seed < 300; seed++) {
      ExportTraceServiceRequest request = new RandomTelemetry(seed).traces();
      for (int partitions : new int[] {1, 2, 4, 12, 32}) {
        Slicer slicer = new Slicer(Signal.TRACES, partitions);
        TreeMap<Integer, ExportTraceServiceRequest> expected = regroup(slicer, request);
        List<Slice> slices = slicer.slice(request.toByteArray());
        assertThat(slices).hasSameSizeAs(expected.entrySet());
        for (Slice slice : slices) {
          ExportTraceServiceRequest wanted = expected.get(slice.partition());
          if (partitions > 1) {
            assertThat(slice.otlp()).isEqualTo(wanted.toByteArray());
            assertThat(slice.resources()).isEqualTo(wanted.getResourceSpansCount());
          }
          assertThat(slice.items()).isEqualTo(Items.count(Signal.TRACES, wanted.toByteArray()));
        }
      }
    }
  }

  private static TreeMap<Integer, ExportTraceServiceRequest> regroup(
      Slicer slicer, ExportTraceServiceRequest request) {
    TreeMap<Integer, ExportTraceServiceRequest> slices = new TreeMap<>();
    for (int p = 0; p < slicer.partitions(); p++) {
      ExportTraceServiceRequest.Builder slice = ExportTraceServiceRequest.newBuilder();
      for (ResourceSpans entry : request.getResourceSpansList()) {
        ResourceSpans.Builder kept = entry.toBuilder().clearScopeSpans();
        for (ScopeSpans scope : entry.getScopeSpansList()) {
          ScopeSpans.Builder spans = scope.toBuilder().clearSpans();
          for (Span span : scope.getSpansList()) {
            if (slicer.partition(low(span.getTraceId())) == p) {
              spans.addSpans(span);
            }
          }
          if (spans.getSpansCount() > 0) {
            kept.addScopeSpans(spans);
          }
        }
        if (kept.getScopeSpansCount() > 0) {
          slice.addResourceSpans(kept);
        }
      }
      if (slice.getResourceSpansCount() > 0) {
        slices.put(p, slice.build());
      }
    }
    return slices;
  }

  private static long low(ByteString id) {
    return id.isEmpty() ? 0 : ByteBuffer.wrap(id.toByteArray()).getLong(8);
  }

  @Test
  void keepsEveryItemOfEverySignalOnce() throws Exception {
    for (int seed = 0; seed < 200; seed++) {
      for (Signal signal : Signal.values()) {
        byte[] otlp = new RandomTelemetry(seed).request(signal).toByteArray();
        List<Slice> slices = new Slicer(signal, 6).slice(otlp);
        int sum = 0;
        for (Slice slice : slices) {
          sum += slice.items();
          assertThat(Items.count(signal, slice.otlp())).isEqualTo(slice.items()).isPositive();
          assertThat(Items.resources(slice.otlp())).isEqualTo(slice.resources());
          assertThat(Inspection.of(signal, slice.otlp()))
              .isEqualTo(new Inspection.Valid(slice.items()));
        }
        assertThat(sum).isEqualTo(Items.count(signal, otlp));
      }
    }
  }

  @Test
  void sendsEqualResourcesToOnePartitionInWhateverOrderTheirAttributesAre() throws Exception {
    KeyValue a = attribute("service.name", "shop");
    KeyValue b = attribute("host.name", "h1");
    ExportLogsServiceRequest request =
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(logs(Resource.newBuilder().addAttributes(a).addAttributes(b)))
            .addResourceLogs(logs(Resource.newBuilder().addAttributes(b).addAttributes(a)))
            .build();

    List<Slice> slices = new Slicer(Signal.LOGS, 64).slice(request.toByteArray());

    assertThat(slices).hasSize(1);
    assertThat(ExportLogsServiceRequest.parseFrom(slices.getFirst().otlp())).isEqualTo(request);
  }

  @Test
  void spreadsDifferentResources() {
    ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
    for (int i = 0; i < 400; i++) {
      request.addResourceLogs(
          logs(Resource.newBuilder().addAttributes(attribute("service.name", "shop-" + i))));
    }
    List<Slice> slices = new Slicer(Signal.LOGS, 4).slice(request.build().toByteArray());
    assertThat(slices).hasSize(4).allMatch(slice -> slice.items() > 60);
  }

  @Test
  void keepsMetricsOfOneResourceTogether() throws Exception {
    for (int seed = 0; seed < 100; seed++) {
      ExportMetricsServiceRequest request = new RandomTelemetry(seed).metrics();
      for (Slice slice : new Slicer(Signal.METRICS, 5).slice(request.toByteArray())) {
        assertThat(request.getResourceMetricsList())
            .containsAll(
                ExportMetricsServiceRequest.parseFrom(slice.otlp()).getResourceMetricsList());
      }
    }
  }

  @Test
  void followsTheLastTraceIdWhereverItStands() throws Exception {
    byte[] id = new byte[16];
    id[15] = 7;
    Message span = new Message(64);
    int resource = span.open(1);
    int scope = span.open(2);
    int opened = span.open(2);
    span.bytes(1, new byte[16], 0, 16);
    span.text(5, "name");
    span.bytes(1, id, 0, 16);
    span.close(opened);
    span.close(scope);
    span.close(resource);
    Slicer slicer = new Slicer(Signal.TRACES, 1000);
    assertThat(slicer.slice(span.toBytes()))
        .singleElement()
        .returns(slicer.partition(7), Slice::partition);
  }

  @Test
  void keepsUnknownFieldsOfEveryLevel() throws Exception {
    Message out = new Message(64);
    out.varint(99, 1);
    int resource = out.open(1);
    out.text(98, "resource");
    int scope = out.open(2);
    for (int i = 0; i < 3; i++) {
      int span = out.open(2);
      out.bytes(1, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) i}, 0, 16);
      out.fixed32(97, i);
      out.close(span);
      out.text(96, "after span " + i);
    }
    out.close(scope);
    out.close(resource);
    List<Slice> slices = new Slicer(Signal.TRACES, 50).slice(out.toBytes());
    assertThat(slices).hasSize(3);
    assertThat(parse(slices.getFirst()).getUnknownFields().hasField(99)).isTrue();
    for (Slice slice : slices) {
      ResourceSpans entry = parse(slice).getResourceSpans(0);
      assertThat(entry.getUnknownFields().hasField(98)).isTrue();
      assertThat(entry.getScopeSpans(0).getUnknownFields().getField(96).getLengthDelimitedList())
          .hasSize(3);
      assertThat(entry.getScopeSpans(0).getSpans(0).getUnknownFields().hasField(97)).isTrue();
    }
  }

  private static ExportTraceServiceRequest parse(Slice slice) throws Exception {
    return ExportTraceServiceRequest.parseFrom(slice.otlp());
  }

  @Test
  void makesNothingOfARequestWithoutItems() {
    assertThat(new Slicer(Signal.TRACES, 4).slice(new byte[0])).isEmpty();
    assertThat(new Slicer(Signal.LOGS, 1).slice(new byte[0])).isEmpty();
    assertThat(new Slicer(Signal.LOGS, 4).slice(new byte[] {0x0a, 0})).isEmpty();
  }

  @Test
  void neverMovesATraceBetweenVersions() {
    Slicer slicer = new Slicer(Signal.TRACES, 12);
    assertThat(List.of(slicer.partition(0), slicer.partition(1), slicer.partition(-1)))
        .isEqualTo(List.of(0, 8, 1));
    byte[] text = "a resource of twenty-six b".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    assertThat(Mix.hash(text, 0, text.length)).isEqualTo(-6068533476223209960L);
  }

  @Test
  void refusesToWorkForNoPartition() {
    assertThatThrownBy(() -> new Slicer(Signal.TRACES, 0))
        .hasMessage("partitions is 0, expected 1 or more");
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static ResourceLogs logs(Resource.Builder resource) {
    ResourceLogs.Builder logs = ResourceLogs.newBuilder().setResource(resource);
    logs.addScopeLogsBuilder().addLogRecordsBuilder().setSeverityText("INFO");
    return logs.build();
  }
}
