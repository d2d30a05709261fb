package io.tailrace.topology;

import io.tailrace.config.ComponentId;
import io.tailrace.model.Signal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// What became of every item, for each exporter of each pipeline: a function of the positions in
/// Kafka, and so the same before and after a kill.
///
/// @param rows one for each exporter of each pipeline
/// @param samplings one for each pipeline that keeps some of its traces
public record Ledger(List<Row> rows, List<Sampling> samplings) {
  /// Copies the lists.
  public Ledger {
    rows = List.copyOf(rows);
    samplings = List.copyOf(samplings);
  }

  /// The books of a sampling.
  ///
  /// @param received spans that it has read
  /// @param inFlight spans that it has not read, has not decided about, or has not released
  /// @param released spans that were passed on to the exporters
  /// @param notSampled spans that are not kept, by the policy that decided so
  /// @param filtered spans that processors dropped, by processor
  /// @param imbalance spans that came in and are in none of the columns, or the other way round
  public record Sampling(
      ComponentId pipeline,
      String processor,
      long received,
      long inFlight,
      long released,
      Map<String, Long> notSampled,
      Map<String, Long> filtered,
      long imbalance) {
    /// Copies the maps.
    public Sampling {
      notSampled = Map.copyOf(notSampled);
      filtered = Map.copyOf(filtered);
    }

    private String fault() {
      return pipeline + " " + processor + " " + imbalance;
    }
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
    return rows.stream().allMatch(Row::balanced)
        && samplings.stream().allMatch(sampling -> sampling.imbalance() == 0);
  }

  /// Samplings that do not balance and did not lack as many spans in an earlier ledger.
  List<Sampling> samplingFaultsSince(Ledger before) {
    Set<String> known = new HashSet<>();
    before.samplings.forEach(sampling -> known.add(sampling.fault()));
    return samplings.stream()
        .filter(sampling -> sampling.imbalance() != 0 && !known.contains(sampling.fault()))
        .toList();
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
    list(out, "exporters", rows, Ledger::write);
    list(out, "samplings", samplings, Ledger::write);
    return out.append("}\n").toString();
  }

  private static <T> void list(
      StringBuilder out, String key, List<T> items, BiConsumer<StringBuilder, T> write) {
    out.append(",\"").append(key).append("\":[");
    String comma = "";
    for (T item : items) {
      out.append(comma);
      comma = ",";
      write.accept(out, item);
    }
    out.append(']');
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
    numbers(out, "filtered", row.filtered());
    number(out, "imbalance", row.imbalance());
    out.append('}');
  }

  private static void write(StringBuilder out, Sampling sampling) {
    out.append("\n{\"pipeline\":").append(quoted(sampling.pipeline().toString()));
    out.append(",\"processor\":").append(quoted(sampling.processor()));
    number(out, "received", sampling.received());
    number(out, "in_flight", sampling.inFlight());
    number(out, "released", sampling.released());
    numbers(out, "not_sampled", sampling.notSampled());
    numbers(out, "filtered", sampling.filtered());
    number(out, "imbalance", sampling.imbalance());
    out.append('}');
  }

  private static void numbers(StringBuilder out, String key, Map<String, Long> counts) {
    out.append(",\"").append(key).append("\":{");
    String comma = "";
    for (Map.Entry<String, Long> entry : new TreeMap<>(counts).entrySet()) {
      out.append(comma).append(quoted(entry.getKey())).append(':').append(entry.getValue());
      comma = ",";
    }
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
