package io.tailrace.exporters.debug;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.tailrace.component.Delivery;
import io.tailrace.component.Exporter;
import io.tailrace.component.Factory;
import io.tailrace.component.Payload;
import io.tailrace.config.Proves;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DebugExporterTest {
  @TempDir Path directory;

  @Test
  @Proves({"DebugConfig.verbosity", "DebugConfig.output_paths", "DebugConfig.use_internal_logger"})
  void showsALineForEachRequest() throws Exception {
    assertThat(show("verbosity: basic", traces("GET /")))
        .isEqualTo("Traces\t{\"resource spans\": 1, \"spans\": 1}\n");
  }

  @Test
  void showsALineForEachItem() throws Exception {
    assertThat(show("verbosity: normal", traces("GET /")))
        .isEqualTo(
            """
            Traces\t{"resource spans": 1, "spans": 1}
            ResourceTraces #0 service.name=shop
            ScopeTraces #0 lib@1.2
            GET / 01020304050607080910111213141516 0102030405060708 n=[1,"x"]
            """);
  }

  @Test
  void showsEverythingOfASpan() throws Exception {
    assertThat(show("verbosity: detailed", traces("GET /")))
        .isEqualTo(
            """
            Traces\t{"resource spans": 1, "spans": 1}
            ResourceSpans #0
            Resource SchemaURL: https://schema
            Resource attributes:
                 -> service.name: Str(shop)
            ScopeSpans #0
            ScopeSpans SchemaURL:\s
            InstrumentationScope lib 1.2
            Span #0
                Trace ID       : 01020304050607080910111213141516
                Parent ID      :\s
                ID             : 0102030405060708
                Name           : GET /
                Kind           : Server
                Start time     : 2026-11-21 11:00:00.5 +0000 UTC
                End time       : 2026-11-21 11:00:01 +0000 UTC
                Status code    : Error
                Status message : no
            Attributes:
                 -> n: Slice([1,"x"])
            Events:
            SpanEvent #0
                 -> Name: e
                 -> Timestamp: 1970-01-01 00:00:00 +0000 UTC
                 -> DroppedAttributesCount: 0
            """);
  }

  @Test
  void showsLogs() throws Exception {
    byte[] logs =
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(
                ResourceLogs.newBuilder()
                    .addScopeLogs(
                        ScopeLogs.newBuilder()
                            .addLogRecords(
                                LogRecord.newBuilder()
                                    .setSeverityNumber(SeverityNumber.SEVERITY_NUMBER_WARN2)
                                    .setBody(AnyValue.newBuilder().setStringValue("hi")))))
            .build()
            .toByteArray();

    assertThat(show("verbosity: detailed", Payload.of(Signal.LOGS, logs, 1)))
        .contains("LogRecord #0", "SeverityNumber: Warn2(14)", "Body: Str(hi)");
    assertThat(show("verbosity: normal", Payload.of(Signal.LOGS, logs, 1))).contains("\nhi ");
  }

  @Test
  void showsMetrics() throws Exception {
    byte[] metrics =
        ExportMetricsServiceRequest.newBuilder()
            .addResourceMetrics(
                ResourceMetrics.newBuilder()
                    .addScopeMetrics(
                        ScopeMetrics.newBuilder()
                            .addMetrics(
                                Metric.newBuilder()
                                    .setName("requests")
                                    .setSum(
                                        Sum.newBuilder()
                                            .setIsMonotonic(true)
                                            .setAggregationTemporalityValue(2)
                                            .addDataPoints(
                                                NumberDataPoint.newBuilder()
                                                    .addAttributes(attribute("k", "v"))
                                                    .setAsInt(-3))))
                            .addMetrics(
                                Metric.newBuilder()
                                    .setName("time")
                                    .setHistogram(
                                        Histogram.newBuilder()
                                            .addDataPoints(
                                                HistogramDataPoint.newBuilder()
                                                    .setCount(3)
                                                    .setSum(1.5)
                                                    .addExplicitBounds(0.1)
                                                    .addAllBucketCounts(List.of(1L, 2L)))))))
            .build()
            .toByteArray();

    assertThat(show("verbosity: detailed", Payload.of(Signal.METRICS, metrics, 2)))
        .contains(
            "     -> Name: requests",
            "     -> DataType: Sum",
            "     -> IsMonotonic: true",
            "     -> AggregationTemporality: Cumulative",
            "Value: -3",
            "     -> k: Str(v)",
            "HistogramDataPoints #0",
            "Count: 3",
            "Sum: 1.500000",
            "ExplicitBounds #0: 0.100000",
            "Buckets #1, Count: 2");
    assertThat(show("verbosity: normal", Payload.of(Signal.METRICS, metrics, 2)))
        .contains("requests{k=v} -3", "time{} count=3 sum=1.5");
  }

  @Test
  void doesNotLetTelemetrySteerTheTerminal() throws Exception {
    assertThat(show("verbosity: normal", traces("a\u001b[31mred\nb")))
        .contains("a\\x1b[31mred\\nb")
        .doesNotContain("\u001b");
  }

  @ParameterizedTest
  @CsvSource({"debug, true, true", "info, true, false", "warn, false, false"})
  @Proves("DebugConfig.loglevel")
  void readsTheLevelOfTheLoggingExporter(String level, boolean lines, boolean details)
      throws Exception {
    String shown = show("loglevel: " + level, traces("GET /"));

    assertThat(shown.contains("GET /")).isEqualTo(lines);
    assertThat(shown.contains("Span #0")).isEqualTo(details);
  }

  @Test
  @Proves({"DebugConfig.sampling_initial", "DebugConfig.sampling_thereafter"})
  void showsTheFirstRequestsOfASecondAndThenEveryThird() throws Exception {
    Path file = directory.resolve("out");
    try (Exporter exporter = exporter(file, "{sampling_initial: 2, sampling_thereafter: 3}")) {
      for (int i = 0; i < 11; i++) {
        exporter.export(traces("a"));
      }
    }

    assertThat(Files.readAllLines(file)).hasSize(2 + 3);
  }

  @Test
  void isKnownByItsOldName() {
    assertThat(DebugExporter.FACTORY.aliases()).contains("logging");
  }

  private String show(String yaml, Payload payload) throws Exception {
    Path file = Files.createTempFile(directory, "out", ".txt");
    try (Exporter exporter = exporter(file, yaml)) {
      assertThat(exporter.export(payload)).isEqualTo(Delivery.DELIVERED);
    }
    return Files.readString(file);
  }

  private static Exporter exporter(Path file, String yaml) throws Exception {
    String to = "use_internal_logger: false, output_paths: ['%s']".formatted(file);
    String whole = "{" + to + ", " + yaml.replace("{", "").replace("}", "") + "}";
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-21T11:00:00Z"));
    Exporter exporter =
        ((Factory.ExporterMaker<DebugConfig>) DebugExporter.FACTORY.maker())
            .make(Options.of(DebugExporter.FACTORY, whole), new FakeHost("debug", clock));
    exporter.start();
    return exporter;
  }

  private static Payload traces(String name) {
    Span span =
        Span.newBuilder()
            .setTraceId(bytes(1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 18, 19, 20, 21, 22))
            .setSpanId(bytes(1, 2, 3, 4, 5, 6, 7, 8))
            .setName(name)
            .setKind(Span.SpanKind.SPAN_KIND_SERVER)
            .setStartTimeUnixNano(
                Instant.parse("2026-11-21T11:00:00Z").getEpochSecond() * 1_000_000_000L
                    + 500_000_000)
            .setEndTimeUnixNano(
                Instant.parse("2026-11-21T11:00:01Z").getEpochSecond() * 1_000_000_000L)
            .setStatus(
                Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR).setMessage("no"))
            .addAttributes(
                KeyValue.newBuilder()
                    .setKey("n")
                    .setValue(
                        AnyValue.newBuilder()
                            .setArrayValue(
                                ArrayValue.newBuilder()
                                    .addValues(AnyValue.newBuilder().setIntValue(1))
                                    .addValues(AnyValue.newBuilder().setStringValue("x")))))
            .addEvents(Span.Event.newBuilder().setName("e"))
            .build();
    byte[] otlp =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .setSchemaUrl("https://schema")
                    .setResource(
                        Resource.newBuilder().addAttributes(attribute("service.name", "shop")))
                    .addScopeSpans(
                        ScopeSpans.newBuilder()
                            .setScope(
                                InstrumentationScope.newBuilder().setName("lib").setVersion("1.2"))
                            .addSpans(span)))
            .build()
            .toByteArray();
    return Payload.of(Signal.TRACES, otlp, 1);
  }

  private static ByteString bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return ByteString.copyFrom(bytes);
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }
}
