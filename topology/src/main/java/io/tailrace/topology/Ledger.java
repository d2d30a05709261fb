package io.tailrace.topology;

import io.tailrace.config.ComponentId;
import io.tailrace.model.Signal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What became of every item, for each exporter of each pipeline: a function of the positions in
/// Kafka, and so the same before and after a kill.
///
/// @param rows one for each exporter of each pipeline
public record Ledger(List<Row> rows) {
  /// Copies the rows.
  public Ledger {
    rows = List.copyOf(rows);
  }

  /// The books of one exporter in one pipeline.
  ///
  /// @param received items below its position
  /// @param redriven items of dead letters that were offered to it again
  /// @param inFlight items between its position and the end of the log
  /// @param exported items that the backend has
  /// @param refused items that the backend left out of requests that it otherwise took
  /// @param deadLettered items in the dead-letter topic
  /// @param expired items given up because there was no room for them
  /// @param abandoned items that nobody will export because a person removed the exporter
  /// @param duplicated items that were sent again although the backend had them: exact over a
  ///     clean end; after a kill a second's worth may be missing
  /// @param filtered items that processors dropped, by processor
  /// @param imbalance items that came in and are in none of the columns, or the other way round
  public record Row(
      ComponentId pipeline,
      ComponentId exporter,
      Signal signal,
      long received,
      long redriven,
      long inFlight,
      long exported,
      long refused,
      long deadLettered,
      long expired,
      long abandoned,
      long duplicated,
      Map<String, Long> filtered,
      long imbalance) {
    /// Copies the map.
    public Row {
      filtered = Map.copyOf(filtered);
    }

    /// Whether every item is accounted for.
    public boolean balanced() {
      return imbalance == 0;
    }

    private String fault() {
      return pipeline + " " + exporter + " " + imbalance;
    }
  }

  /// Whether every item of every row is accounted for.
  public boolean balanced() {
    return rows.stream().allMatch(Row::balanced);
  }

  /// Rows that do not balance and did not lack as many items in an earlier ledger.
  List<Row> faultsSince(Ledger before) {
    Set<String> known = new HashSet<>();
    before.rows.forEach(row -> known.add(row.fault()));
    return rows.stream().filter(row -> !row.balanced() && !known.contains(row.fault())).toList();
  }

  /// As JSON, the answer to `GET /ledger`.
  public String json() {
    StringBuilder out = new StringBuilder("{\"balanced\":").append(balanced());
    out.append(",\"exporters\":[");
    String comma = "";
    for (Row row : rows) {
      out.append(comma);
      comma = ",";
      write(out, row);
    }
    return out.append("]}\n").toString();
  }

  private static void write(StringBuilder out, Row row) {
    out.append("\n{\"pipeline\":").append(quoted(row.pipeline().toString()));
    out.append(",\"exporter\":").append(quoted(row.exporter().toString()));
    out.append(",\"signal\":").append(quoted(row.signal().id()));
    number(out, "received", row.received());
    number(out, "redriven", row.redriven());
    number(out, "in_flight", row.inFlight());
    number(out, "exported", row.exported());
    number(out, "refused", row.refused());
    number(out, "dead_lettered", row.deadLettered());
    number(out, "expired", row.expired());
    number(out, "abandoned", row.abandoned());
    number(out, "duplicated", row.duplicated());
    out.append(",\"filtered\":{");
    String comma = "";
    for (Map.Entry<String, Long> entry : new TreeMap<>(row.filtered()).entrySet()) {
      out.append(comma).append(quoted(entry.getKey())).append(':').append(entry.getValue());
      comma = ",";
    }
    out.append('}');
    number(out, "imbalance", row.imbalance());
    out.append('}');
  }

  private static void number(StringBuilder out, String key, long value) {
    out.append(",\"").append(key).append("\":").append(value);
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
