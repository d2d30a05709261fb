package io.tailrace.app;

import io.tailrace.topology.TraceHistory;
import io.tailrace.topology.decisions.TraceSummary;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What is known of a trace, for programs.
final class TraceJson {
  private TraceJson() {}

  static Map<String, Object> of(TraceIdArgument trace, List<TraceHistory> histories) {
    return Json.object(
        "trace_id", trace, "pipelines", histories.stream().map(TraceJson::history).toList());
  }

  private static Map<String, Object> history(TraceHistory history) {
    return Json.object(
        "pipeline",
        history.pipeline(),
        "source",
        history.source(),
        "output",
        history.output(),
        "partition",
        history.partition(),
        "summaries_searched_since",
        history.searched().summaries(),
        "spans_searched_since",
        history.searched().spans(),
        "decisions",
        history.lives().stream().map(TraceJson::life).toList());
  }

  private static Map<String, Object> life(TraceHistory.Life life) {
    return Json.object(
        "decided",
        life.decided().isPresent(),
        "due",
        life.due(),
        "summary",
        life.decided().map(TraceJson::summary),
        "parts",
        life.parts().stream().map(TraceJson::part).toList(),
        "first_part_in_log",
        life.whole(),
        "released",
        life.released().stream().map(TraceJson::released).toList(),
        "release_has_passed",
        life.passed());
  }

  private static Map<String, Object> summary(TraceSummary summary) {
    return Json.object(
        "kept",
        summary.kept(),
        "cause",
        summary.cause(),
        "votes",
        summary.votes().stream()
            .map(
                each ->
                    Json.object(
                        "policy",
                        each.policy(),
                        "vote",
                        each.vote().name().toLowerCase(Locale.ROOT)))
            .toList(),
        "root_service",
        summary.rootService(),
        "root_name",
        summary.rootName(),
        "services",
        summary.services(),
        "start_unix_nano",
        summary.start(),
        "end_unix_nano",
        summary.end(),
        "spans",
        summary.spans(),
        "errors",
        summary.errors(),
        "bytes",
        summary.bytes(),
        "first_seen",
        Instant.ofEpochMilli(summary.times().first()),
        "decided",
        Instant.ofEpochMilli(summary.times().decided()));
  }

  private static Map<String, Object> part(TraceHistory.Part part) {
    return Json.object(
        "offset",
        part.offset(),
        "arrived",
        part.arrived(),
        "receiver",
        part.receiver(),
        "spans",
        part.spans(),
        "services",
        part.services(),
        "late",
        part.late());
  }

  private static Map<String, Object> released(TraceHistory.Released released) {
    return Json.object(
        "offset", released.offset(), "source_offset", released.source(), "spans", released.spans());
  }
}
