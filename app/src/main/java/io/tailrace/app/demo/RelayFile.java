package io.tailrace.app.demo;

import java.util.OptionalInt;

/// A configuration file that takes OTLP in and gives it to one exporter, for all three signals.
/// Without the broker's port it is one for the Collector too.
///
/// @param grpc the port that OTLP/gRPC comes in on
/// @param http the port that OTLP/HTTP comes in on, if any
/// @param metrics the port that its own metrics are read from
/// @param broker the port of the embedded broker
/// @param exporter what stands below `exporters`, as flow-style YAML
public record RelayFile(
    int grpc, OptionalInt http, int metrics, OptionalInt broker, String exporter) {
  /// An exporter of OTLP/gRPC to a port of 127.0.0.1.
  ///
  /// @param compression `none`, `gzip`, ...
  public static String otlp(int port, String compression) {
    return "otlp: {endpoint: '127.0.0.1:%d', tls: {insecure: true}, compression: %s}"
        .formatted(port, compression);
  }

  /// An exporter of OTLP/HTTP to a port of 127.0.0.1.
  ///
  /// @param compression `none`, `gzip`, ...
  public static String otlphttp(int port, String compression) {
    return "otlphttp: {endpoint: 'http://127.0.0.1:%d', compression: %s}"
        .formatted(port, compression);
  }

  /// Returns the text of the file.
  public String yaml() {
    return """
    receivers:
      otlp:
        protocols:
          grpc: {endpoint: '127.0.0.1:%1$d'}
    %2$s\
    exporters: {%3$s}
    %4$s\
    service:
      telemetry:
        metrics:
          readers:
            - pull: {exporter: {prometheus: {host: 127.0.0.1, port: %5$d}}}
      pipelines:
        traces: {receivers: [otlp], exporters: [%6$s]}
        metrics: {receivers: [otlp], exporters: [%6$s]}
        logs: {receivers: [otlp], exporters: [%6$s]}
    """
        .formatted(grpc, web(), exporter, extensions(), metrics, exporter.split(":", 2)[0]);
  }

  private String web() {
    return http.isEmpty()
        ? ""
        : "      http: {endpoint: '127.0.0.1:%d'}\n".formatted(http.getAsInt());
  }

  private String extensions() {
    return broker.isEmpty()
        ? ""
        : "extensions:\n  kafka: {embedded: {endpoint: '127.0.0.1:%d'}}\n"
            .formatted(broker.getAsInt());
  }
}
