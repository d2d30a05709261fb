package io.tailrace.bench;

/// What one run of one candidate showed.
interface Figures {
  /// Returns the most of it in one line.
  String line();

  /// Returns the busiest threads with their CPU-seconds per million spans, a line each.
  String threads();
}
