package io.tailrace.model;

/// A kind of telemetry, with the words that the Collector uses for it.
///
/// The lower-case name is the pipeline type in the YAML (`traces`), the item name is what one
/// counts in metric names (`otelcol_receiver_accepted_spans`). Profiles are not carried.
public enum Signal {
  TRACES("spans", "opentelemetry.proto.collector.trace.v1.TraceService"),
  METRICS("metric_points", "opentelemetry.proto.collector.metrics.v1.MetricsService"),
  LOGS("log_records", "opentelemetry.proto.collector.logs.v1.LogsService");

  private final String items;
  private final String service;

  Signal(String items, String service) {
    this.items = items;
    this.service = service;
  }

  /// The signal's name in configuration files, topics and URLs: `traces`, `metrics`, `logs`.
  public String id() {
    return switch (this) {
      case TRACES -> "traces";
      case METRICS -> "metrics";
      case LOGS -> "logs";
    };
  }

  /// What one of its items is called in metric names: `spans`, `metric_points`, `log_records`.
  public String items() {
    return items;
  }

  /// So many of its items in words: `1 log record`, `2 log records`.
  public String count(long number) {
    String words = items.replace('_', ' ');
    return number + " " + (number == 1 ? words.substring(0, words.length() - 1) : words);
  }

  /// The full name of the gRPC service of OTLP that exports it.
  public String service() {
    return service;
  }
}
