package io.tailrace.topology;

import java.util.Map;
import java.util.TreeMap;

/// Counts by name as text: `batch=1 filter/a=20`.
final class Counts {
  private Counts() {}

  static String encode(Map<String, Long> counts) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(counts)
        .forEach(
            (name, count) ->
                text.append(text.isEmpty() ? "" : " ").append(name).append('=').append(count));
    return text.toString();
  }

  /// Reads what {@link #encode} wrote; what is not understood counts as nothing.
  static Map<String, Long> decode(String text) {
    Map<String, Long> counts = new TreeMap<>();
    for (String part : text.split(" ", -1)) {
      int equals = part.lastIndexOf('=');
      if (equals > 0 && part.substring(equals + 1).matches("-?[0-9]{1,18}")) {
        counts.put(part.substring(0, equals), Long.parseLong(part.substring(equals + 1)));
      }
    }
    return counts;
  }
}
