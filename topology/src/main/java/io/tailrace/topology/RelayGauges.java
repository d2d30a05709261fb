package io.tailrace.topology;

import io.tailrace.component.Metrics;
import java.time.InstantSource;
import java.util.function.DoubleSupplier;

/// Shows how far a relay is behind.
///
/// @param capacity how many records the topics have room for
record RelayGauges(Metrics metrics, InstantSource clock, DoubleSupplier capacity) {
  void show(Relay relay) {
    String[] labels = {
      "exporter", relay.route().exporter().toString(),
      "pipeline", relay.route().pipeline().toString()
    };
    metrics.gauge(
        "tailrace_consumer_lag_records",
        "Records between the position of an exporter and the end of the log.",
        () -> lag(relay),
        labels);
    metrics.gauge(
        "tailrace_consumer_lag_seconds",
        "Age of the oldest item that the exporter has read and the backend does not have.",
        () -> age(relay),
        labels);
    String[] collectors = {
      "data_type", relay.route().signal().id(), labels[0], labels[1], labels[2], labels[3]
    };
    metrics.gauge(
        "otelcol_exporter_queue_size",
        "Records that wait in Kafka for the exporter.",
        () -> lag(relay),
        collectors);
    metrics.gauge(
        "otelcol_exporter_queue_capacity",
        "Records that retention_size has room for at the size that they have now; infinite without"
            + " a bound or records.",
        capacity,
        collectors);
    var _ =
        metrics.counter(
            "otelcol_exporter_enqueue_failed_" + relay.route().signal().items(),
            "Always 0: what Kafka has no room for is refused by the receivers.",
            "exporter",
            relay.route().exporter().toString());
  }

  private static double lag(Relay relay) {
    long records = 0;
    for (Relay.Standing standing : relay.standings().values()) {
      records += standing.lag();
    }
    return (double) records;
  }

  private double age(Relay relay) {
    long oldest = Long.MAX_VALUE;
    for (Relay.Standing standing : relay.standings().values()) {
      oldest = standing.oldest() > 0 ? Math.min(oldest, standing.oldest()) : oldest;
    }
    return oldest == Long.MAX_VALUE ? 0 : Math.max(0, clock.millis() - oldest) / 1000.0;
  }

  /// Takes the gauges of a route away.
  void hide(Plan.Route route) {
    metrics.remove(
        "exporter", route.exporter().toString(), "pipeline", route.pipeline().toString());
  }
}
