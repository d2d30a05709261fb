package io.tailrace.topology;

import io.tailrace.component.Metrics;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/// Shows the ledger as metrics.
///
/// @param ledger the ledger as it was a moment ago
record LedgerGauges(Metrics metrics, Supplier<Ledger> ledger) {
  /// Registers gauges for all rows. Those of an exporter that was started anew in between are gone
  /// by then, so that this is done each time.
  void update() {
    for (Ledger.Row row : ledger.get().rows()) {
      String pipeline = row.pipeline().toString();
      String exporter = row.exporter().toString();
      show(pipeline, exporter, "received", Ledger.Row::received);
      show(pipeline, exporter, "redriven", Ledger.Row::redriven);
      show(pipeline, exporter, "in_flight", Ledger.Row::inFlight);
      show(pipeline, exporter, "exported", Ledger.Row::exported);
      show(pipeline, exporter, "refused", Ledger.Row::refused);
      show(pipeline, exporter, "dead_lettered", Ledger.Row::deadLettered);
      show(pipeline, exporter, "expired", Ledger.Row::expired);
      show(pipeline, exporter, "abandoned", Ledger.Row::abandoned);
      show(pipeline, exporter, "duplicated", Ledger.Row::duplicated);
      show(pipeline, exporter, "filtered", LedgerGauges::filtered);
      show(pipeline, exporter, "imbalance", Ledger.Row::imbalance);
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
