package io.tailrace.exporters.debug;

import io.tailrace.model.Fields;
import java.util.List;
import java.util.StringJoiner;

/// Shows a metric.
final class MetricText {
  private static final List<String> TEMPORALITIES = List.of("Unspecified", "Delta", "Cumulative");
  private static final int GAUGE = 5;
  private static final int SUM = 7;
  private static final int HISTOGRAM = 9;
  private static final int EXPONENTIAL = 10;
  private static final int SUMMARY = 11;

  private MetricText() {}

  static void add(Fields metric, int index, Text text) {
    text.line("Metric #%d", index)
        .line("Descriptor:")
        .line("     -> Name: %s", Find.text(metric, 1))
        .line("     -> Description: %s", Find.text(metric, 2))
        .line("     -> Unit: %s", Find.text(metric, 3));
    for (int kind : new int[] {GAUGE, SUM, HISTOGRAM, EXPONENTIAL, SUMMARY}) {
      Find.each(metric, kind, data -> data(kind, data, text));
    }
  }

  private static void data(int kind, Fields data, Text text) {
    text.line("     -> DataType: %s", word(kind));
    if (kind == SUM) {
      text.line("     -> IsMonotonic: %b", Find.number(data, 3) != 0);
    }
    if (kind == SUM || kind == HISTOGRAM || kind == EXPONENTIAL) {
      text.line(
          "     -> AggregationTemporality: %s", SpanText.name(TEMPORALITIES, Find.number(data, 2)));
    }
    int[] index = {0};
    Find.each(data, 1, point -> point(kind, point, index[0]++, text));
  }

  private static void point(int kind, Fields point, int index, Text text) {
    int attributes =
        switch (kind) {
          case HISTOGRAM -> 9;
          case EXPONENTIAL -> 1;
          default -> 7;
        };
    text.line("%s #%d", pointWord(kind), index);
    if (Find.count(point, attributes) > 0) {
      text.line("Data point attributes:");
      Attributes.lines(point, attributes, "     ", text);
    }
    text.line("StartTimestamp: %s", Text.time(Find.number(point, 2)))
        .line("Timestamp: %s", Text.time(Find.number(point, 3)));
    switch (kind) {
      case HISTOGRAM -> histogram(point, text);
      case EXPONENTIAL, SUMMARY ->
          text.line("Count: %d", Find.number(point, 4)).line("Sum: %f", Find.real(point, 5));
      default -> text.line("Value: %s", value(point));
    }
  }

  private static void histogram(Fields point, Text text) {
    text.line("Count: %d", Find.number(point, 4)).line("Sum: %f", Find.real(point, 5));
    if (Find.has(point, 11)) {
      text.line("Min: %f", Find.real(point, 11));
    }
    if (Find.has(point, 12)) {
      text.line("Max: %f", Find.real(point, 12));
    }
    int[] index = {0};
    Find.each(point, 7, packed -> index[0] = numbers(packed, "ExplicitBounds", true, text));
    Find.each(point, 6, packed -> index[0] = numbers(packed, "Buckets", false, text));
  }

  /// Shows numbers of eight bytes each that stand one after the other.
  private static int numbers(Fields packed, String name, boolean real, Text text) {
    int index = 0;
    var values = java.nio.ByteBuffer.wrap(packed.bytes(), packed.start(), packed.size());
    values.order(java.nio.ByteOrder.LITTLE_ENDIAN);
    while (values.remaining() >= Long.BYTES) {
      long bits = values.getLong();
      if (real) {
        text.line("%s #%d: %f", name, index++, Double.longBitsToDouble(bits));
      } else {
        text.line("%s #%d, Count: %d", name, index++, bits);
      }
    }
    return index;
  }

  /// Returns one line for each data point: name, attributes, value.
  static String normal(Fields metric) {
    StringJoiner lines = new StringJoiner("\n");
    String name = Find.text(metric, 1);
    for (int kind : new int[] {GAUGE, SUM, HISTOGRAM, EXPONENTIAL, SUMMARY}) {
      int attributes = kind == HISTOGRAM ? 9 : kind == EXPONENTIAL ? 1 : 7;
      Find.each(
          metric,
          kind,
          data ->
              Find.each(
                  data,
                  1,
                  point ->
                      lines.add(
                          "%s{%s} %s"
                              .formatted(
                                  name,
                                  Attributes.inline(point, attributes).replace(" ", ","),
                                  shortValue(kind, point)))));
    }
    return lines.toString();
  }

  private static String shortValue(int kind, Fields point) {
    return kind == GAUGE || kind == SUM
        ? value(point)
        : "count=%d sum=%s".formatted(Find.number(point, 4), Find.real(point, 5));
  }

  private static String value(Fields point) {
    return Find.has(point, 4)
        ? Double.toString(Find.real(point, 4))
        : Long.toString(Find.number(point, 6));
  }

  private static String word(int kind) {
    return switch (kind) {
      case GAUGE -> "Gauge";
      case SUM -> "Sum";
      case HISTOGRAM -> "Histogram";
      case EXPONENTIAL -> "ExponentialHistogram";
      default -> "Summary";
    };
  }

  private static String pointWord(int kind) {
    return switch (kind) {
      case GAUGE, SUM -> "NumberDataPoints";
      case HISTOGRAM -> "HistogramDataPoints";
      case EXPONENTIAL -> "ExponentialHistogramDataPoints";
      default -> "SummaryDataPoints";
    };
  }
}
