package io.tailrace.bench;

import java.util.List;

/// The median of several runs, and how far they lie apart.
record Spread(double median, double least, double most) {
  static Spread of(List<Double> runs) {
    var sorted = runs.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Spread(median, sorted.getFirst(), sorted.getLast());
  }

  /// Returns `median (least to most)` with so many decimals.
  String text(int decimals) {
    var number = "%,." + decimals + "f";
    return (number + " (" + number + " to " + number + ")").formatted(median, least, most);
  }
}
