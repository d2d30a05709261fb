package io.tailrace.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Makes requests of every shape that OTLP has, the same for the same seed.
final class RandomTelemetry {
  private final Random random;
  private final List<ByteString> traces = new ArrayList<>();

  RandomTelemetry(long seed) {
    random = new Random(seed);
    for (int i = 0; i < 10; i++) {
      traces.add(bytes(16));
    }
  }

  static Message parse(Signal signal, byte[] otlp)
      throws com.google.protobuf.InvalidProtocolBufferException {
    return switch (signal) {
      case TRACES -> ExportTraceServiceRequest.parseFrom(otlp);
      case METRICS -> ExportMetricsServiceRequest.parseFrom(otlp);
      case LOGS -> ExportLogsServiceRequest.parseFrom(otlp);
    };
  }

  Message request(Signal signal) {
    return switch (signal) {
      case TRACES -> traces();
      case METRICS -> metrics();
      case LOGS -> logs();
    };
  }

  ExportTraceServiceRequest traces() {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    times(
        3,
        () -> {
          ResourceSpans.Builder entry = ResourceSpans.newBuilder().setSchemaUrl(maybe("schema"));
          if (random.nextBoolean()) {
            entry.setResource(resource());
          }
          times(
              3,
              () -> {
                ScopeSpans.Builder scope = ScopeSpans.newBuilder().setSchemaUrl(maybe("s"));
                scope.setScope(scope());
                times(8, () -> scope.addSpans(span()));
                entry.addScopeSpans(scope);
              });
          request.addResourceSpans(entry);
        });
    return request.build();
  }

  ExportLogsServiceRequest logs() {
    ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
    times(
        4,
        () -> {
          ResourceLogs.Builder entry = ResourceLogs.newBuilder().setResource(resource());
          times(
              2,
              () -> {
                ScopeLogs.Builder scope = ScopeLogs.newBuilder().setScope(scope());
                times(6, () -> scope.addLogRecords(log()));
                entry.addScopeLogs(scope);
              });
          request.addResourceLogs(entry);
        });
    return request.build();
  }

  ExportMetricsServiceRequest metrics() {
    ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
    times(
        3,
        () -> {
          ResourceMetrics.Builder entry = ResourceMetrics.newBuilder().setResource(resource());
          times(
              2,
              () -> {
                ScopeMetrics.Builder scope = ScopeMetrics.newBuilder().setScope(scope());
                times(5, () -> scope.addMetrics(metric()));
                entry.addScopeMetrics(scope);
              });
          request.addResourceMetrics(entry);
        });
    return request.build();
  }

  Span span() {
    Span.Builder span =
        Span.newBuilder()
            .setSpanId(bytes(8))
            .setTraceState(maybe("k=v"))
            .setName("GET /" + random.nextInt(9))
            .setKindValue(random.nextInt(6))
            .setStartTimeUnixNano(random.nextLong())
            .setEndTimeUnixNano(random.nextLong())
            .setDroppedAttributesCount(random.nextInt(3))
            .setDroppedLinksCount(random.nextInt(2))
            .setFlags(random.nextInt(3));
    if (random.nextInt(10) > 0) {
      span.setTraceId(traces.get(random.nextInt(traces.size())));
    }
    if (random.nextBoolean()) {
      span.setParentSpanId(bytes(8));
      span.setStatus(Status.newBuilder().setCodeValue(random.nextInt(3)).setMessage(maybe("bad")));
    }
    times(4, () -> span.addAttributes(attribute()));
    times(2, () -> span.addEvents(event()));
    times(2, () -> span.addLinks(link()));
    return span.build();
  }

  private Span.Event event() {
    return Span.Event.newBuilder()
        .setName("event")
        .setTimeUnixNano(random.nextLong())
        .addAttributes(attribute())
        .build();
  }

  private Span.Link link() {
    return Span.Link.newBuilder()
        .setTraceId(bytes(16))
        .setSpanId(bytes(8))
        .addAttributes(attribute())
        .setFlags(1)
        .build();
  }

  private LogRecord log() {
    LogRecord.Builder log =
        LogRecord.newBuilder()
            .setTimeUnixNano(random.nextLong())
            .setObservedTimeUnixNano(random.nextLong())
            .setSeverityNumber(SeverityNumber.forNumber(random.nextInt(25)))
            .setSeverityText(maybe("INFO"))
            .setEventName(maybe("event"))
            .setFlags(random.nextInt(2));
    if (random.nextBoolean()) {
      log.setTraceId(bytes(16)).setSpanId(bytes(8)).setBody(value(0));
    }
    times(3, () -> log.addAttributes(attribute()));
    return log.build();
  }

  private Metric metric() {
    Metric.Builder metric =
        Metric.newBuilder().setName("m" + random.nextInt(5)).setUnit(maybe("s"));
    times(2, () -> metric.addMetadata(attribute()));
    switch (random.nextInt(6)) {
      case 0 -> metric.setGauge(gauge());
      case 1 -> metric.setSum(sum());
      case 2 -> metric.setHistogram(histogram());
      case 3 -> metric.setExponentialHistogram(exponential());
      case 4 -> metric.setSummary(summary());
      default -> metric.setDescription("no data");
    }
    return metric.build();
  }

  private Gauge gauge() {
    Gauge.Builder gauge = Gauge.newBuilder();
    times(4, () -> gauge.addDataPoints(number()));
    return gauge.build();
  }

  private Sum sum() {
    Sum.Builder sum =
        Sum.newBuilder()
            .setIsMonotonic(random.nextBoolean())
            .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA);
    times(4, () -> sum.addDataPoints(number()));
    return sum.build();
  }

  private NumberDataPoint number() {
    NumberDataPoint.Builder point = NumberDataPoint.newBuilder().setTimeUnixNano(5);
    times(2, () -> point.addAttributes(attribute()));
    times(2, () -> point.addExemplars(exemplar()));
    return random.nextBoolean()
        ? point.setAsInt(random.nextInt(3) - 1).build()
        : point.setAsDouble(real()).build();
  }

  private Exemplar exemplar() {
    Exemplar.Builder exemplar =
        Exemplar.newBuilder().setTimeUnixNano(random.nextLong()).addFilteredAttributes(attribute());
    return random.nextBoolean()
        ? exemplar.setAsInt(random.nextLong()).build()
        : exemplar.setAsDouble(real()).setTraceId(bytes(16)).setSpanId(bytes(8)).build();
  }

  private Histogram histogram() {
    Histogram.Builder histogram = Histogram.newBuilder();
    times(
        3,
        () -> {
          HistogramDataPoint.Builder point =
              HistogramDataPoint.newBuilder().setCount(3).addAttributes(attribute());
          times(4, () -> point.addBucketCounts(random.nextLong()).addExplicitBounds(real()));
          histogram.addDataPoints(random.nextBoolean() ? point : point.setSum(0).setMax(real()));
        });
    return histogram.build();
  }

  private ExponentialHistogram exponential() {
    ExponentialHistogram.Builder histogram = ExponentialHistogram.newBuilder();
    times(
        3,
        () -> {
          ExponentialHistogramDataPoint.Builder point =
              ExponentialHistogramDataPoint.newBuilder()
                  .setScale(random.nextInt(9) - 4)
                  .setZeroCount(random.nextLong())
                  .setZeroThreshold(real());
          point.getPositiveBuilder().setOffset(-3).addBucketCounts(random.nextLong());
          point.getNegativeBuilder().addBucketCounts(0).addBucketCounts(7);
          histogram.addDataPoints(point);
        });
    return histogram.build();
  }

  private Summary summary() {
    Summary.Builder summary = Summary.newBuilder();
    times(
        3,
        () -> {
          SummaryDataPoint.Builder point = SummaryDataPoint.newBuilder().setSum(real());
          point.addQuantileValuesBuilder().setQuantile(0.5).setValue(real());
          summary.addDataPoints(point);
        });
    return summary.build();
  }

  Resource resource() {
    Resource.Builder resource = Resource.newBuilder();
    resource.addAttributes(
        KeyValue.newBuilder()
            .setKey("service.name")
            .setValue(AnyValue.newBuilder().setStringValue("shop-" + random.nextInt(4))));
    times(2, () -> resource.addAttributes(attribute()));
    times(2, () -> resource.addEntityRefsBuilder().setType("host").addIdKeys("host.id"));
    return resource.build();
  }

  private InstrumentationScope scope() {
    return InstrumentationScope.newBuilder()
        .setName(maybe("lib"))
        .setVersion(maybe("1"))
        .addAttributes(attribute())
        .build();
  }

  private KeyValue attribute() {
    return KeyValue.newBuilder().setKey("k" + random.nextInt(20)).setValue(value(0)).build();
  }

  private AnyValue value(int depth) {
    AnyValue.Builder value = AnyValue.newBuilder();
    return switch (random.nextInt(depth > 3 ? 6 : 8)) {
      case 0 -> value.setStringValue("wörter \" \n \u0001 " + random.nextInt()).build();
      case 1 -> value.setBoolValue(random.nextBoolean()).build();
      case 2 -> value.setIntValue(random.nextLong()).build();
      case 3 -> value.setDoubleValue(real()).build();
      case 4 -> value.setBytesValue(bytes(random.nextInt(9))).build();
      case 5 -> value.build();
      case 6 -> {
        ArrayValue.Builder array = ArrayValue.newBuilder();
        times(3, () -> array.addValues(value(depth + 1)));
        yield value.setArrayValue(array).build();
      }
      default -> {
        KeyValueList.Builder list = KeyValueList.newBuilder();
        times(3, () -> list.addValuesBuilder().setKey("n").setValue(value(depth + 1)));
        yield value.setKvlistValue(list).build();
      }
    };
  }

  private double real() {
    return switch (random.nextInt(5)) {
      case 0 -> 0;
      case 1 -> 1e300;
      case 2 -> -12;
      default -> random.nextGaussian();
    };
  }

  private String maybe(String text) {
    return random.nextBoolean() ? "" : text;
  }

  private ByteString bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private void times(int most, Runnable step) {
    int times = random.nextInt(most + 1);
    for (int i = 0; i < times; i++) {
      step.run();
    }
  }
}
