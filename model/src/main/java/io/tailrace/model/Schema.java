package io.tailrace.model;

import java.util.HashMap;
import java.util.Map;

/// The messages of OTLP 1.11, as far as an export request holds them. A test compares it with
/// the published descriptors.
final class Schema {
  static final Shape TRACES;
  static final Shape METRICS;
  static final Shape LOGS;

  private static final String MESSAGES =
      """
      ArrayValue
       1 values many AnyValue
      KeyValueList
       1 values many KeyValue
      AnyValue
       1 stringValue oneof string
       2 boolValue oneof bool
       3 intValue oneof int64
       4 doubleValue oneof double
       5 arrayValue oneof ArrayValue
       6 kvlistValue oneof KeyValueList
       7 bytesValue oneof bytes
       8 stringValueStrindex oneof int32
      KeyValue
       1 key one string
       2 value one AnyValue
       3 keyStrindex one int32
      EntityRef
       1 schemaUrl one string
       2 type one string
       3 idKeys many string
       4 descriptionKeys many string
      Resource
       1 attributes many KeyValue
       2 droppedAttributesCount one uint32
       3 entityRefs many EntityRef
      InstrumentationScope
       1 name one string
       2 version one string
       3 attributes many KeyValue
       4 droppedAttributesCount one uint32
      Event
       1 timeUnixNano one fixed64
       2 name one string
       3 attributes many KeyValue
       4 droppedAttributesCount one uint32
      Link
       1 traceId one trace_id
       2 spanId one span_id
       3 traceState one string
       4 attributes many KeyValue
       5 droppedAttributesCount one uint32
       6 flags one fixed32
      Status
       2 message one string
       3 code one enum StatusCode
      Span
       1 traceId one trace_id
       2 spanId one span_id
       3 traceState one string
       4 parentSpanId one span_id
       5 name one string
       6 kind one enum SpanKind
       7 startTimeUnixNano one fixed64
       8 endTimeUnixNano one fixed64
       9 attributes many KeyValue
       10 droppedAttributesCount one uint32
       11 events many Event
       12 droppedEventsCount one uint32
       13 links many Link
       14 droppedLinksCount one uint32
       15 status one Status
       16 flags one fixed32
      ScopeSpans
       1 scope one InstrumentationScope
       2 spans many Span
       3 schemaUrl one string
      ResourceSpans
       1 resource one Resource
       2 scopeSpans many ScopeSpans
       3 schemaUrl one string
      ExportTraceServiceRequest
       1 resourceSpans many ResourceSpans
      Exemplar
       2 timeUnixNano one fixed64
       3 asDouble oneof double
       4 spanId one span_id
       5 traceId one trace_id
       6 asInt oneof sfixed64
       7 filteredAttributes many KeyValue
      NumberDataPoint
       2 startTimeUnixNano one fixed64
       3 timeUnixNano one fixed64
       4 asDouble oneof double
       5 exemplars many Exemplar
       6 asInt oneof sfixed64
       7 attributes many KeyValue
       8 flags one uint32
      Gauge
       1 dataPoints many NumberDataPoint
      Sum
       1 dataPoints many NumberDataPoint
       2 aggregationTemporality one enum AggregationTemporality
       3 isMonotonic one bool
      HistogramDataPoint
       2 startTimeUnixNano one fixed64
       3 timeUnixNano one fixed64
       4 count one fixed64
       5 sum optional double
       6 bucketCounts many fixed64
       7 explicitBounds many double
       8 exemplars many Exemplar
       9 attributes many KeyValue
       10 flags one uint32
       11 min optional double
       12 max optional double
      Histogram
       1 dataPoints many HistogramDataPoint
       2 aggregationTemporality one enum AggregationTemporality
      Buckets
       1 offset one sint32
       2 bucketCounts many uint64
      ExponentialHistogramDataPoint
       1 attributes many KeyValue
       2 startTimeUnixNano one fixed64
       3 timeUnixNano one fixed64
       4 count one fixed64
       5 sum optional double
       6 scale one sint32
       7 zeroCount one fixed64
       8 positive one Buckets
       9 negative one Buckets
       10 flags one uint32
       11 exemplars many Exemplar
       12 min optional double
       13 max optional double
       14 zeroThreshold one double
      ExponentialHistogram
       1 dataPoints many ExponentialHistogramDataPoint
       2 aggregationTemporality one enum AggregationTemporality
      ValueAtQuantile
       1 quantile one double
       2 value one double
      SummaryDataPoint
       2 startTimeUnixNano one fixed64
       3 timeUnixNano one fixed64
       4 count one fixed64
       5 sum one double
       6 quantileValues many ValueAtQuantile
       7 attributes many KeyValue
       8 flags one uint32
      Summary
       1 dataPoints many SummaryDataPoint
      Metric
       1 name one string
       2 description one string
       3 unit one string
       5 gauge oneof Gauge
       7 sum oneof Sum
       9 histogram oneof Histogram
       10 exponentialHistogram oneof ExponentialHistogram
       11 summary oneof Summary
       12 metadata many KeyValue
      ScopeMetrics
       1 scope one InstrumentationScope
       2 metrics many Metric
       3 schemaUrl one string
      ResourceMetrics
       1 resource one Resource
       2 scopeMetrics many ScopeMetrics
       3 schemaUrl one string
      ExportMetricsServiceRequest
       1 resourceMetrics many ResourceMetrics
      LogRecord
       1 timeUnixNano one fixed64
       2 severityNumber one enum SeverityNumber
       3 severityText one string
       5 body one AnyValue
       6 attributes many KeyValue
       7 droppedAttributesCount one uint32
       8 flags one fixed32
       9 traceId one trace_id
       10 spanId one span_id
       11 observedTimeUnixNano one fixed64
       12 eventName one string
      ScopeLogs
       1 scope one InstrumentationScope
       2 logRecords many LogRecord
       3 schemaUrl one string
      ResourceLogs
       1 resource one Resource
       2 scopeLogs many ScopeLogs
       3 schemaUrl one string
      ExportLogsServiceRequest
       1 resourceLogs many ResourceLogs
      """;

  static {
    Map<String, Shape> shapes = shapes();
    TRACES = shape(shapes, "ExportTraceServiceRequest");
    METRICS = shape(shapes, "ExportMetricsServiceRequest");
    LOGS = shape(shapes, "ExportLogsServiceRequest");
  }

  private Schema() {}

  /// Returns the shape of a signal's export request.
  static Shape request(Signal signal) {
    return switch (signal) {
      case TRACES -> TRACES;
      case METRICS -> METRICS;
      case LOGS -> LOGS;
    };
  }

  private static Shape shape(Map<String, Shape> shapes, String name) {
    Shape shape = shapes.get(name);
    if (shape == null) {
      throw new IllegalStateException("no message " + name);
    }
    return shape;
  }

  private static Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new HashMap<>();
    MESSAGES
        .lines()
        .filter(line -> !line.startsWith(" "))
        .forEach(name -> shapes.put(name, new Shape(name)));
    Shape current = shape(shapes, "ArrayValue");
    for (String line : MESSAGES.lines().toList()) {
      if (line.startsWith(" ")) {
        current.add(field(line.strip().split(" "), shapes));
      } else {
        current = shape(shapes, line);
      }
    }
    return shapes;
  }

  private static Field field(String[] words, Map<String, Shape> shapes) {
    boolean message = shapes.containsKey(words[3]);
    Kind kind = message ? Kind.MESSAGE : Kind.valueOf(words[3].toUpperCase(java.util.Locale.ROOT));
    return new Field(
        Integer.parseInt(words[0]),
        words[1],
        Cardinality.valueOf(words[2].toUpperCase(java.util.Locale.ROOT)),
        kind,
        message ? shape(shapes, words[3]) : Shape.NONE,
        words.length > 4 ? EnumNames.of(words[4]) : Map.of());
  }
}
