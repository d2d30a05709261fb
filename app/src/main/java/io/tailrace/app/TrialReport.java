package io.tailrace.app;

import io.tailrace.topology.Trial;
import io.tailrace.topology.decisions.Account;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/// What other policies would have kept, next to what was kept.
///
/// @param since when the first of the traces came
/// @param estimates policies whose numbers are estimates
record TrialReport(Trial trial, Instant since, Set<String> estimates) {
  /// Copies the set.
  TrialReport {
    estimates = Set.copyOf(estimates);
  }

  void print(PrintWriter out, Terminal terminal) {
    Figures figures = new Figures(terminal.interactive());
    out.println(
        terminal.bold(
            "pipeline %s, traces first seen since %s".formatted(trial.pipeline(), since)));
    Table table =
        new Table("policy", "traces", "would be", "spans", "would be", "bytes", "would be");
    for (Trial.Row row : trial.policies()) {
      String mark = estimates.contains(row.policy()) ? "~" : "";
      row(table, figures, mark + row.policy(), row.kept());
    }
    String total = estimates.isEmpty() ? "" : "~";
    row(table, figures, total + "all kept", trial.kept());
    row(table, figures, total + "all dropped", trial.dropped());
    table.print(out, terminal);
    out.println(
        "change sides: %s dropped traces would be kept, %s kept ones dropped"
            .formatted(figures.count(trial.gained()), figures.count(trial.lost())));
    out.println(
        "left out: %s traces still inside their wait, %s that only one side decided about"
            .formatted(
                figures.count(trial.leftOut().waiting()), figures.count(trial.leftOut().once())));
    if (!estimates.isEmpty()) {
      out.println("~ an estimate: what a budget has left depends on all that came before");
    }
  }

  private static void row(Table table, Figures figures, String name, Trial.Sides sides) {
    Account.Count before = sides.before();
    Account.Count after = sides.after();
    table.row(
        name,
        figures.count(before.traces()),
        figures.count(after.traces()),
        figures.count(before.spans()),
        figures.count(after.spans()),
        figures.bytes(before.bytes()),
        figures.bytes(after.bytes()));
  }

  Map<String, Object> json() {
    return Json.object(
        "pipeline",
        trial.pipeline(),
        "since",
        since,
        "policies",
        trial.policies().stream().map(this::json).toList(),
        "kept",
        json(trial.kept()),
        "dropped",
        json(trial.dropped()),
        "would_be_kept_instead_of_dropped",
        trial.gained(),
        "would_be_dropped_instead_of_kept",
        trial.lost(),
        "left_out_waiting",
        trial.leftOut().waiting(),
        "left_out_decided_once",
        trial.leftOut().once());
  }

  private Map<String, Object> json(Trial.Row row) {
    Map<String, Object> json =
        Json.object(
            "policy",
            row.policy(),
            "planned",
            row.planned(),
            "estimate",
            estimates.contains(row.policy()));
    json.putAll(json(row.kept()));
    return json;
  }

  private static Map<String, Object> json(Trial.Sides sides) {
    return Json.object("was", json(sides.before()), "would_be", json(sides.after()));
  }

  private static Map<String, Object> json(Account.Count count) {
    return Json.object("traces", count.traces(), "spans", count.spans(), "bytes", count.bytes());
  }
}
