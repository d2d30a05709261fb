package io.tailrace.component;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/// The counters, gauges and histograms of this process, under the Collector's names.
///
/// Names are given without `_total`; labels alternate name and value. Asking twice for the same
/// name and labels gives the same counter.
public interface Metrics {
  /// Returns the counter of a name and labels, made when it is asked for first.
  LongAdder counter(String name, String help, String... labels);

  /// Registers a gauge that is read when metrics are; it replaces one of the same name and labels.
  void gauge(String name, String help, DoubleSupplier value, String... labels);

  /// Returns the histogram of a name and labels, made when it is asked for first, with the buckets
  /// that OpenTelemetry's have by default: 0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500,
  /// 5000, 7500 and 10000.
  Histogram histogram(String name, String help, String... labels);

  /// Removes the gauges, histograms and counters that carry all of these labels, when what they
  /// describe is gone.
  void remove(String... labels);
}
