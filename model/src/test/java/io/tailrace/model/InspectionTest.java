package io.tailrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InspectionTest {
  @Test
  void countsAsAParserDoes() {
    for (int seed = 0; seed < 300; seed++) {
      RandomTelemetry random = new RandomTelemetry(seed);
      for (Signal signal : Signal.values()) {
        Message request = random.request(signal);
        assertThat(Inspection.of(signal, request.toByteArray()))
            .isEqualTo(new Inspection.Valid(items(request)));
      }
    }
  }

  @Test
  void agreesWithProtobufOnMutatedRequests() {
    Random random = new Random(42);
    int refused = 0;
    int accepted = 0;
    for (int round = 0; round < 30_000; round++) {
      Signal signal = Signal.values()[round % 3];
      byte[] bytes = new RandomTelemetry(round % 97).request(signal).toByteArray();
      byte[] mutant = Mutation.of(bytes, random);
      switch (Inspection.of(signal, mutant)) {
        case Inspection.Malformed(String reason) -> {
          refused++;
          // Protobuf for Java overlooks that a tenth byte says that an eleventh follows.
          if (!reason.contains("more than ten bytes")) {
            assertThat(accepts(signal, mutant)).as(reason).isFalse();
          }
        }
        case Inspection.Valid(int items) -> {
          accepted++;
          Message parsed = parse(signal, mutant);
          if (parsed == null) {
            assertThatThrownBy(() -> RandomTelemetry.parse(signal, mutant))
                .hasMessageContaining("invalid UTF-8");
          } else {
            assertThat(accepts(signal, mutant)).isTrue();
            assertThat(items).isEqualTo(items(parsed));
          }
        }
      }
    }
    assertThat(refused).isGreaterThan(3000);
    assertThat(accepted).isGreaterThan(3000);
  }

  /// What the inspection should accept: what protobuf parses, without known fields in another
  /// wire type and without ids of another length.
  static boolean accepts(Signal signal, byte[] bytes) {
    Message message = parse(signal, bytes);
    return message != null && plain(message);
  }

  static @Nullable Message parse(Signal signal, byte[] bytes) {
    try {
      return RandomTelemetry.parse(signal, bytes);
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }

  private static boolean plain(Message message) {
    for (int number : message.getUnknownFields().asMap().keySet()) {
      if (message.getDescriptorForType().findFieldByNumber(number) != null) {
        return false;
      }
    }
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      if (!plain(entry.getKey(), entry.getValue())) {
        return false;
      }
    }
    return true;
  }

  private static boolean plain(FieldDescriptor field, Object value) {
    return switch (value) {
      case List<?> values -> {
        boolean all = true;
        for (Object each : values) {
          all &= !(each instanceof Message message) || plain(message);
        }
        yield all;
      }
      case ByteString bytes ->
          switch (field.getName()) {
            case "trace_id" -> bytes.size() == 16;
            case "span_id", "parent_span_id" -> bytes.size() == 8;
            default -> true;
          };
      case Message message -> plain(message);
      default -> true;
    };
  }

  static int items(Message request) {
    int items = 0;
    for (Map.Entry<FieldDescriptor, Object> field : request.getAllFields().entrySet()) {
      switch (field.getKey().getName()) {
        case "spans", "log_records", "data_points" -> items += ((List<?>) field.getValue()).size();
        case "resource_spans",
            "scope_spans",
            "resource_logs",
            "scope_logs",
            "resource_metrics",
            "scope_metrics",
            "metrics" -> {
          for (Object child : (List<?>) field.getValue()) {
            items += items((Message) child);
          }
        }
        case "gauge", "sum", "histogram", "exponential_histogram", "summary" ->
            items += field.getValue() instanceof Message data ? items(data) : 0;
        default -> {}
      }
    }
    return items;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0a                             | cut off
          0a ff ff ff ff 0f              | negative length
          0a ff ff ff ff ff ff ff ff ff 01 | negative length
          0a 05 00                       | cut off
          0a ff ff ff 7f                 | cut off
          0a 02 12 7f                    | cut off
          80 80 80 80 80 80 80 80 80 80 01 | more than ten bytes
          00                             | field number 0
          02                             | field number 0
          04                             | field number 0
          0c                             | wire type 4
          0e                             | wire type 6
          0f                             | wire type 7
          08 01                          | wire type 0 in ExportTraceServiceRequest.resourceSpans
          7b 08                          | cut off
          7b                             | cut off
          7b 0c                          | does not end as it began
          7b 00                          | field number 0
          7d 00 00                       | cut off
          79 00 00 00 00 00 00 00        | cut off
          0a 07 12 05 12 03 0a 01 00     | 1 bytes in Span.traceId
          0a 07 12 05 12 03 12 01 00     | 1 bytes in Span.spanId
          """)
  void refusesHostileBytes(String hex, String reason) {
    Inspection found = Inspection.of(Signal.TRACES, bytes(hex));
    assertThat(found).isInstanceOf(Inspection.Malformed.class);
    assertThat(((Inspection.Malformed) found).reason()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                             | 0
          0a 00                          | 0
          7b 7c                          | 0
          7b 0b 08 01 0c 7c              | 0
          8a 00 00                       | 0
          0a 80 80 80 80 80 80 80 80 80 00 | 0
          f8 ff ff ff 0f 01              | 0
          0a 04 12 02 12 00              | 1
          0a 06 12 04 12 00 12 00        | 2
          0a 06 12 04 12 02 0a 00        | 1
          0a 07 12 05 12 03 2a 01 ff     | 1
          """)
  void acceptsWhatTheCollectorAccepts(String hex, int items) {
    assertThat(Inspection.of(Signal.TRACES, bytes(hex))).isEqualTo(new Inspection.Valid(items));
  }

  @Test
  void refusesNestingThatParsersRefuse() {
    assertThat(Inspection.of(Signal.LOGS, nested(48))).isEqualTo(new Inspection.Valid(1));
    assertThat(accepts(Signal.LOGS, nested(48))).isTrue();
    for (int depth : new int[] {47, 49, 60, 5000}) {
      assertThat(accepts(Signal.LOGS, nested(depth)))
          .isEqualTo(Inspection.of(Signal.LOGS, nested(depth)) instanceof Inspection.Valid);
    }
    byte[] groups = HexFormat.of().parseHex("7b".repeat(101) + "7c".repeat(101));
    assertThat(accepts(Signal.LOGS, groups)).isFalse();
    assertThat(Inspection.of(Signal.LOGS, groups)).isInstanceOf(Inspection.Malformed.class);
    byte[] fewer = HexFormat.of().parseHex("7b".repeat(100) + "7c".repeat(100));
    assertThat(accepts(Signal.LOGS, fewer)).isTrue();
    assertThat(Inspection.of(Signal.LOGS, fewer)).isEqualTo(new Inspection.Valid(0));
  }

  /// A log record whose body is so many arrays within each other.
  static byte[] nested(int arrays) {
    byte[] inner = {};
    for (int i = 0; i < arrays; i++) {
      inner = wrap(5, wrap(1, inner));
    }
    return wrap(1, wrap(2, wrap(2, wrap(5, inner))));
  }

  private static byte[] wrap(int number, byte[] content) {
    io.tailrace.model.Message out = new io.tailrace.model.Message(content.length + 8);
    out.bytes(number, content, 0, content.length);
    return out.toBytes();
  }

  @Test
  void countsOnlyTheLastKindOfDataOfAMetric() throws Exception {
    byte[] gauge = metric(m -> m.getGaugeBuilder().addDataPointsBuilder().setAsInt(1));
    byte[] sum = metric(m -> m.getSumBuilder().addDataPointsBuilder().setAsInt(2));
    for (byte[][] pieces : new byte[][][] {{gauge, sum}, {gauge, gauge}, {sum, gauge, gauge}}) {
      byte[] request = request(pieces);
      int expected = items(ExportMetricsServiceRequest.parseFrom(request));
      assertThat(Inspection.of(Signal.METRICS, request)).isEqualTo(new Inspection.Valid(expected));
      byte[] taken = Items.of(Signal.METRICS, request).range(0, expected).otlp();
      assertThat(ExportMetricsServiceRequest.parseFrom(taken))
          .isEqualTo(ExportMetricsServiceRequest.parseFrom(request));
    }
  }

  private static byte[] metric(java.util.function.Consumer<Metric.Builder> data) {
    Metric.Builder metric = Metric.newBuilder();
    data.accept(metric);
    return metric.build().toByteArray();
  }

  private static byte[] request(byte[]... pieces) {
    ByteString metric = ByteString.empty();
    for (byte[] piece : pieces) {
      metric = metric.concat(ByteString.copyFrom(piece));
    }
    byte[] inner = wrap(ScopeMetrics.METRICS_FIELD_NUMBER, metric.toByteArray());
    return wrap(1, wrap(ResourceMetrics.SCOPE_METRICS_FIELD_NUMBER, inner));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
