package io.tailrace.app.demo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the answer to `GET /ledger` says of the whole process.
///
/// @param balanced whether every item is accounted for
/// @param inFlight items that are on their way to an exporter, or undecided
/// @param notSampled spans that a pipeline did not keep, by pipeline
record LedgerPage(boolean balanced, long inFlight, Map<String, Long> notSampled) {
  private static final Pattern IN_FLIGHT = Pattern.compile("\"in_flight\":(\\d+)");
  private static final String TEXT = "\"((?:[^\"\\\\]|\\\\.)*)\"";
  private static final Pattern COUNT = Pattern.compile(TEXT + ":(\\d+)");
  private static final Pattern SAMPLING =
      Pattern.compile(
          "\"pipeline\":"
              + TEXT
              + ",\"processor\".*?\"not_sampled\":\\{((?:"
              + TEXT
              + ":\\d+,?)*)}");

  /// Nothing was read yet.
  static final LedgerPage NONE = new LedgerPage(false, 0, Map.of());

  /// Copies the map.
  LedgerPage {
    notSampled = Map.copyOf(notSampled);
  }

  /// Reads the JSON.
  static LedgerPage of(String json) {
    long inFlight =
        IN_FLIGHT.matcher(json).results().mapToLong(found -> Long.parseLong(found.group(1))).sum();
    var notSampled = new LinkedHashMap<String, Long>();
    Matcher sampling = SAMPLING.matcher(json);
    while (sampling.find()) {
      long spans =
          COUNT
              .matcher(sampling.group(2))
              .results()
              .mapToLong(found -> Long.parseLong(found.group(2)))
              .sum();
      notSampled.merge(sampling.group(1), spans, Long::sum);
    }
    return new LedgerPage(json.startsWith("{\"balanced\":true"), inFlight, notSampled);
  }
}
