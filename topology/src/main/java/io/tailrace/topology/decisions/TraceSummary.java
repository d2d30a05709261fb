package io.tailrace.topology.decisions;

import io.tailrace.component.sampling.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.generic.GenericRecord;

/// A trace at the moment of its decision, as a topic of summaries has it. What the fields mean is
/// written in `docs/schemas/trace-summary`.
///
/// @param times of the log
/// @param from the offset of the record with its first span
/// @param to the offset of the record with its last span before the decision
public record TraceSummary(
    boolean kept,
    String cause,
    List<Ballot> votes,
    String rootService,
    String rootName,
    List<String> services,
    long start,
    long end,
    int spans,
    int errors,
    long bytes,
    long from,
    long to,
    Times times) {
  /// Copies the lists.
  public TraceSummary {
    votes = List.copyOf(votes);
    services = List.copyOf(services);
  }

  /// What a policy said.
  public record Ballot(String policy, Vote vote) {}

  /// When the log got the first span and when it was decided, in milliseconds.
  public record Times(long first, long decided) {}

  /// Reads a record's value; empty if it is none of ours.
  public static Optional<TraceSummary> of(byte[] value) {
    return TraceSummaries.SCHEMAS.decode(value).map(TraceSummary::of);
  }

  private static TraceSummary of(GenericRecord value) {
    List<Ballot> votes = new ArrayList<>();
    for (Object each : (List<?>) value.get("votes")) {
      GenericRecord vote = (GenericRecord) each;
      votes.add(new Ballot(text(vote, "policy"), Vote.valueOf(text(vote, "vote"))));
    }
    return new TraceSummary(
        (Boolean) value.get("kept"),
        text(value, "cause"),
        votes,
        text(value, "root_service"),
        text(value, "root_name"),
        ((List<?>) value.get("services")).stream().map(String::valueOf).toList(),
        (Long) value.get("start"),
        (Long) value.get("end"),
        (Integer) value.get("spans"),
        (Integer) value.get("errors"),
        (Long) value.get("bytes"),
        (Long) value.get("first_offset"),
        (Long) value.get("last_offset"),
        new Times((Long) value.get("first_seen"), (Long) value.get("decided")));
  }

  private static String text(GenericRecord value, String field) {
    return String.valueOf(value.get(field));
  }
}
