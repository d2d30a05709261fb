package io.tailrace.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The names of OTLP's enums, which a sender of JSON may use instead of numbers.
final class EnumNames {
  private static final List<String> LEVELS =
      List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL");

  private EnumNames() {}

  static Map<String, Integer> of(String type) {
    return switch (type) {
      case "SpanKind" ->
          numbered(
              "SPAN_KIND_", "UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER");
      case "StatusCode" -> numbered("STATUS_CODE_", "UNSET", "OK", "ERROR");
      case "AggregationTemporality" ->
          numbered("AGGREGATION_TEMPORALITY_", "UNSPECIFIED", "DELTA", "CUMULATIVE");
      case "SeverityNumber" -> severities();
      default -> throw new IllegalStateException("no enum " + type);
    };
  }

  private static Map<String, Integer> numbered(String prefix, String... names) {
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < names.length; i++) {
      numbers.put(prefix + names[i], i);
    }
    return Map.copyOf(numbers);
  }

  private static Map<String, Integer> severities() {
    Map<String, Integer> numbers = new HashMap<>();
    numbers.put("SEVERITY_NUMBER_UNSPECIFIED", 0);
    for (int i = 0; i < 4 * LEVELS.size(); i++) {
      String step = i % 4 == 0 ? "" : Integer.toString(i % 4 + 1);
      numbers.put("SEVERITY_NUMBER_" + LEVELS.get(i / 4) + step, i + 1);
    }
    return Map.copyOf(numbers);
  }
}
