package io.tailrace.config;

import java.util.Map;

/// What stands below `service.telemetry`: how the process shows itself.
///
/// @param logLevel `debug`, `info`, `warn`, `error`
/// @param logEncoding `console` or `json`
/// @param metricsLevel `none`, `basic`, `normal`, `detailed`
/// @param metricsAddress host and port of the Prometheus endpoint, empty for none
/// @param typeSuffix whether counters end in `_total`: false unless a reader says
///     `without_type_suffix: false`
/// @param resource attributes of the process itself; an empty one is left out, also where it would
///     be there by default
public record ServiceTelemetry(
    String logLevel,
    String logEncoding,
    String metricsLevel,
    String metricsAddress,
    boolean typeSuffix,
    Map<String, String> resource) {
  /// What holds when a file says nothing.
  public static final ServiceTelemetry DEFAULT =
      new ServiceTelemetry("info", "console", "normal", "localhost:8888", false, Map.of());
}
