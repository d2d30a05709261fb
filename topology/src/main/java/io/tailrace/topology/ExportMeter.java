package io.tailrace.topology;

import io.tailrace.component.Metrics;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// What an exporter of a pipeline is doing, in the Collector's names, and what the relay decides
/// by.
final class ExportMeter {
  private final LongAdder sent;
  private final LongAdder failed;
  private final LongAdder retried;
  private final LongAdder deadLettered;
  private final AtomicLong successes = new AtomicLong();
  private final AtomicLong requests = new AtomicLong();
  private volatile boolean unreachable;

  ExportMeter(Metrics metrics, Plan.Route route) {
    String exporter = route.exporter().toString();
    String items = route.signal().items();
    sent =
        metrics.counter(
            "otelcol_exporter_sent_" + items, "Items that the backend has.", "exporter", exporter);
    failed =
        metrics.counter(
            "otelcol_exporter_send_failed_" + items,
            "Items that have been failing for five minutes, and items that were refused.",
            "exporter",
            exporter);
    String pipeline = route.pipeline().toString();
    retried =
        metrics.counter(
            "tailrace_exporter_retries",
            "Requests that were sent again.",
            "exporter",
            exporter,
            "pipeline",
            pipeline);
    deadLettered =
        metrics.counter(
            "tailrace_exporter_dead_lettered_" + items,
            "Items that went to the dead-letter topic.",
            "exporter",
            exporter,
            "pipeline",
            pipeline);
    metrics.gauge(
        "otelcol_exporter_in_flight_requests",
        "Requests that wait for the backend's answer.",
        requests::doubleValue,
        "data_type",
        route.signal().id(),
        "exporter",
        exporter,
        "pipeline",
        pipeline);
    metrics.gauge(
        "tailrace_exporter_unreachable",
        "1 while the endpoint or our access to it is at fault.",
        () -> unreachable ? 1 : 0,
        "exporter",
        exporter,
        "pipeline",
        pipeline);
  }

  void began() {
    requests.incrementAndGet();
  }

  void ended() {
    requests.decrementAndGet();
  }

  void sent(long items) {
    sent.add(items);
    successes.incrementAndGet();
    unreachable = false;
  }

  /// How many requests succeeded so far.
  long successes() {
    return successes.get();
  }

  void failed(long items) {
    failed.add(items);
  }

  void retried() {
    retried.increment();
  }

  void deadLettered(long items) {
    deadLettered.add(items);
    failed.add(items);
  }

  void unreachable() {
    unreachable = true;
  }
}
