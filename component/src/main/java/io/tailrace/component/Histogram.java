package io.tailrace.component;

/// Counts values by size. Any thread may record.
@FunctionalInterface
public interface Histogram {
  /// Counts a value.
  void record(double value);
}
