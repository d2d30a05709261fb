package io.tailrace.app;

import io.tailrace.topology.PolicyCounts;
import io.tailrace.topology.decisions.Account;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What policies have decided, and how much of it in a second.
///
/// @param before what they had decided a while ago
/// @param elapsed how long ago that is; zero for no rates
record PolicyRates(List<PolicyCounts> before, List<PolicyCounts> now, Duration elapsed) {
  /// Copies the lists.
  PolicyRates {
    before = List.copyOf(before);
    now = List.copyOf(now);
  }

  Table table(Figures figures) {
    boolean rates = !elapsed.isZero();
    Table table =
        rates
            ? new Table(
                "pipeline",
                "policy",
                "outcome",
                "traces",
                "spans",
                "bytes",
                "share",
                "late",
                "traces/s",
                "spans/s",
                "bytes/s")
            : new Table(
                "pipeline", "policy", "outcome", "traces", "spans", "bytes", "share", "late");
    for (PolicyCounts counts : now) {
      long all = counts.sum(true).traces() + counts.sum(false).traces();
      for (PolicyCounts.Row row : counts.rows()) {
        Account.Count count = row.count();
        String[] cells = {
          counts.pipeline().toString(),
          row.cause(),
          row.kept() ? "kept" : "dropped",
          figures.count(count.traces()),
          figures.count(count.spans()),
          figures.bytes(count.bytes()),
          figures.share(count.traces(), all),
          figures.count(count.late())
        };
        table.row(
            rates ? with(cells, figures, more(count, earlier(counts, row))) : (Object[]) cells);
      }
      waiting(table, counts, figures, rates ? 6 : 3);
    }
    return table;
  }

  private static void waiting(Table table, PolicyCounts counts, Figures figures, int empty) {
    row(
        table,
        counts,
        "undecided",
        figures.count(counts.traces()),
        figures.count(counts.spans()),
        empty);
    if (counts.behind() > 0) {
      row(table, counts, "not looked at", "-", figures.count(counts.behind()), empty);
    }
  }

  private static void row(
      Table table, PolicyCounts counts, String outcome, String traces, String spans, int empty) {
    Object[] cells = new Object[5 + empty];
    java.util.Arrays.fill(cells, "-");
    cells[0] = counts.pipeline();
    cells[2] = outcome;
    cells[3] = traces;
    cells[4] = spans;
    table.row(cells);
  }

  private Object[] with(String[] cells, Figures figures, Account.Count more) {
    Object[] all = java.util.Arrays.copyOf(cells, cells.length + 3, Object[].class);
    all[cells.length] = rate(more.traces());
    all[cells.length + 1] = rate(more.spans());
    all[cells.length + 2] = figures.bytes(Math.round(perSecond(more.bytes())));
    return all;
  }

  private String rate(long count) {
    return String.format(Locale.ROOT, "%.1f", perSecond(count));
  }

  private double perSecond(long count) {
    return elapsed.isZero() ? 0 : count * 1e9 / elapsed.toNanos();
  }

  private static Account.Count more(Account.Count now, Account.Count before) {
    return new Account.Count(
        now.traces() - before.traces(),
        now.spans() - before.spans(),
        now.bytes() - before.bytes(),
        now.late() - before.late());
  }

  private Account.Count earlier(PolicyCounts counts, PolicyCounts.Row row) {
    return before.stream()
        .filter(each -> each.pipeline().equals(counts.pipeline()))
        .flatMap(each -> each.rows().stream())
        .filter(each -> each.cause().equals(row.cause()) && each.kept() == row.kept())
        .map(PolicyCounts.Row::count)
        .findFirst()
        .orElse(Account.Count.ZERO);
  }

  Map<String, Object> json() {
    return Json.object("pipelines", now.stream().map(this::json).toList());
  }

  private Map<String, Object> json(PolicyCounts counts) {
    return Json.object(
        "pipeline",
        counts.pipeline(),
        "policies",
        counts.rows().stream().map(row -> json(counts, row)).toList(),
        "undecided_traces",
        counts.traces(),
        "undecided_spans",
        counts.spans(),
        "spans_not_looked_at",
        counts.behind());
  }

  private Map<String, Object> json(PolicyCounts counts, PolicyCounts.Row row) {
    Account.Count count = row.count();
    Map<String, Object> json =
        Json.object(
            "policy",
            row.cause(),
            "kept",
            row.kept(),
            "traces",
            count.traces(),
            "spans",
            count.spans(),
            "bytes",
            count.bytes(),
            "late_spans",
            count.late());
    if (!elapsed.isZero()) {
      Account.Count more = more(count, earlier(counts, row));
      json.put("traces_per_second", perSecond(more.traces()));
      json.put("spans_per_second", perSecond(more.spans()));
      json.put("bytes_per_second", perSecond(more.bytes()));
    }
    return json;
  }
}
