package io.tailrace.topology;

import io.tailrace.component.Metrics;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/// Shows the ledger as metrics.
final class LedgerGauges {
  private final Metrics metrics;
  private final Supplier<Ledger> ledger;
  private final Set<String> shown = ConcurrentHashMap.newKeySet();

  /// Creates it.
  ///
  /// @param ledger the ledger as it was a moment ago
  LedgerGauges(Metrics metrics, Supplier<Ledger> ledger) {
    this.metrics = metrics;
    this.ledger = ledger;
  }

  /// Registers gauges for rows that have none yet.
  void update() {
    for (Ledger.Row row : ledger.get().rows()) {
      String pipeline = row.pipeline().toString();
      String exporter = row.exporter().toString();
      if (shown.add(pipeline + " " + exporter)) {
        show(pipeline, exporter, "received", Ledger.Row::received);
        show(pipeline, exporter, "redriven", Ledger.Row::redriven);
        show(pipeline, exporter, "in_flight", Ledger.Row::inFlight);
        show(pipeline, exporter, "exported", Ledger.Row::exported);
        show(pipeline, exporter, "refused", Ledger.Row::refused);
        show(pipeline, exporter, "dead_lettered", Ledger.Row::deadLettered);
        show(pipeline, exporter, "expired", Ledger.Row::expired);
        show(pipeline, exporter, "abandoned", Ledger.Row::abandoned);
        show(pipeline, exporter, "filtered", LedgerGauges::filtered);
        show(pipeline, exporter, "imbalance", Ledger.Row::imbalance);
      }
    }
  }

  private static long filtered(Ledger.Row row) {
    long sum = 0;
    for (long items : row.filtered().values()) {
      sum += items;
    }
    return sum;
  }

  private void show(
      String pipeline, String exporter, String column, ToLongFunction<Ledger.Row> value) {
    metrics.gauge(
        "tailrace_ledger_items",
        "What became of items, as the ledger has it.",
        () -> read(pipeline, exporter, value),
        "pipeline",
        pipeline,
        "exporter",
        exporter,
        "column",
        column);
  }

  private double read(String pipeline, String exporter, ToLongFunction<Ledger.Row> value) {
    for (Ledger.Row row : ledger.get().rows()) {
      if (row.pipeline().toString().equals(pipeline)
          && row.exporter().toString().equals(exporter)) {
        return (double) value.applyAsLong(row);
      }
    }
    return 0;
  }
}
