package io.tailrace.app.clients;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.concurrent.TimeUnit;

/// OpenTelemetry's SDK for Java, which sends one span, one data point and one log record.
final class JavaClient implements AutoCloseable {
  private static final Attributes LANGUAGE =
      Attributes.of(AttributeKey.stringKey("language"), "java");

  private final OpenTelemetrySdk sdk;

  JavaClient(String protocol, String endpoint, String compression, String traceId, String spanId) {
    boolean grpc = protocol.equals("grpc");
    Resource shop =
        Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "shop-" + traceId));
    sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .setResource(shop)
                    .setIdGenerator(new KnownIds(traceId, spanId))
                    .addSpanProcessor(
                        SimpleSpanProcessor.create(spans(grpc, endpoint, compression)))
                    .build())
            .setMeterProvider(
                SdkMeterProvider.builder()
                    .setResource(shop)
                    .registerMetricReader(
                        PeriodicMetricReader.create(metrics(grpc, endpoint, compression)))
                    .build())
            .setLoggerProvider(
                SdkLoggerProvider.builder()
                    .setResource(shop)
                    .addLogRecordProcessor(
                        SimpleLogRecordProcessor.create(logs(grpc, endpoint, compression)))
                    .build())
            .build();
  }

  /// Sends everything, and returns when it was acknowledged.
  void send() {
    Span span = sdk.getTracer("client").spanBuilder("order").setAllAttributes(LANGUAGE).startSpan();
    sdk.getMeter("client").counterBuilder("orders").build().add(42, LANGUAGE);
    sdk.getLogsBridge()
        .get("client")
        .logRecordBuilder()
        .setSeverity(Severity.INFO)
        .setBody("paid")
        .setAllAttributes(LANGUAGE)
        .setContext(Context.root().with(span))
        .emit();
    span.end();
    succeeded(sdk.getSdkTracerProvider().forceFlush());
    succeeded(sdk.getSdkMeterProvider().forceFlush());
    succeeded(sdk.getSdkLoggerProvider().forceFlush());
  }

  private static void succeeded(CompletableResultCode flush) {
    if (!flush.join(20, TimeUnit.SECONDS).isSuccess()) {
      throw new AssertionError("the SDK could not send");
    }
  }

  private static SpanExporter spans(boolean grpc, String endpoint, String compression) {
    return grpc
        ? OtlpGrpcSpanExporter.builder().setEndpoint(endpoint).setCompression(compression).build()
        : OtlpHttpSpanExporter.builder()
            .setEndpoint(endpoint + "/v1/traces")
            .setCompression(compression)
            .build();
  }

  private static MetricExporter metrics(boolean grpc, String endpoint, String compression) {
    return grpc
        ? OtlpGrpcMetricExporter.builder().setEndpoint(endpoint).setCompression(compression).build()
        : OtlpHttpMetricExporter.builder()
            .setEndpoint(endpoint + "/v1/metrics")
            .setCompression(compression)
            .build();
  }

  private static LogRecordExporter logs(boolean grpc, String endpoint, String compression) {
    return grpc
        ? OtlpGrpcLogRecordExporter.builder()
            .setEndpoint(endpoint)
            .setCompression(compression)
            .build()
        : OtlpHttpLogRecordExporter.builder()
            .setEndpoint(endpoint + "/v1/logs")
            .setCompression(compression)
            .build();
  }

  @Override
  public void close() {
    sdk.close();
  }

  private record KnownIds(String traceId, String spanId) implements IdGenerator {
    @Override
    public String generateTraceId() {
      return traceId;
    }

    @Override
    public String generateSpanId() {
      return spanId;
    }
  }
}
