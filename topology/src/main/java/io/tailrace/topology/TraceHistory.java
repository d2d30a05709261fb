package io.tailrace.topology;

import io.tailrace.config.ComponentId;
import io.tailrace.topology.decisions.TraceSummary;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the topics of a sampled pipeline know of a trace.
///
/// @param source the topic that its spans came from
/// @param partition of that and of all topics of the pipeline
/// @param output the topic that spans of kept traces go to
/// @param lives the oldest first; empty where nothing of it was found. A trace has more than one
///     where spans of it came after its decision was forgotten
/// @param searched how far back the topics were searched
public record TraceHistory(
    ComponentId pipeline,
    String source,
    int partition,
    String output,
    List<Life> lives,
    Searched searched) {
  /// Copies the list.
  public TraceHistory {
    lives = List.copyOf(lives);
  }

  /// Spans that are decided about together, and those that followed the decision.
  ///
  /// @param decided absent while it is not decided
  /// @param due about when that will be, by what the decisions before it took; absent where it is
  ///     decided or nothing was before it
  /// @param parts in the order in which they came; those that are gone from the log are missing
  /// @param whole whether the log still has the first of them
  /// @param released the records that its spans went out with
  /// @param passed whether the release of spans has come by all of the parts
  public record Life(
      Optional<TraceSummary> decided,
      Optional<Instant> due,
      List<Part> parts,
      boolean whole,
      List<Released> released,
      boolean passed) {
    /// Copies the lists.
    public Life {
      parts = List.copyOf(parts);
      released = List.copyOf(released);
    }
  }

  /// Its spans in one record of the source.
  ///
  /// @param arrived when the broker appended the record
  /// @param late whether they came after the decision
  public record Part(
      long offset,
      Instant arrived,
      String receiver,
      int spans,
      List<String> services,
      boolean late) {
    /// Copies the list.
    public Part {
      services = List.copyOf(services);
    }
  }

  /// Its spans in one record of the output.
  ///
  /// @param source the offset of the record that they came with
  public record Released(long offset, long source, int spans) {}

  /// How far back topics were searched: when the first record came that was looked at, absent
  /// where there was none.
  public record Searched(Optional<Instant> summaries, Optional<Instant> spans) {}
}
