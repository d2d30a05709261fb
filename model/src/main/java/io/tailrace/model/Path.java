package io.tailrace.model;

/// The way from a request to its items: which fields hold the next level.
///
/// Spans and log records are three levels down (resource, scope, item), data points five
/// (resource, scope, metric, data, point).
final class Path {
  private static final int METRIC = 3;

  private final int[] numbers;
  private final boolean metrics;

  private Path(boolean metrics, int... numbers) {
    this.metrics = metrics;
    this.numbers = numbers;
  }

  private static final Path POINTS = new Path(true, 1, 2, 2, 0, 1);
  private static final Path RECORDS = new Path(false, 1, 2, 2);

  static Path of(Signal signal) {
    return signal == Signal.METRICS ? POINTS : RECORDS;
  }

  /// How many levels of messages hold an item, the request itself included.
  int depth() {
    return numbers.length;
  }

  /// Whether the level's messages hold the data of a metric, of which only the last kind counts.
  boolean choosesData(int level) {
    return metrics && level == METRIC;
  }

  /// Whether a field of a message of a level leads on to items.
  ///
  /// @param counts the offset from which a metric's data count
  boolean leads(int level, Fields field, int counts) {
    if (choosesData(level)) {
      return field.fieldStart() >= counts && isData(field);
    }
    return field.isMessage(numbers[level]);
  }

  /// The offset of the first data field of a metric that counts: when data of several kinds
  /// follow each other, the last kind replaces the earlier ones, as in every parser.
  static int dataStart(Fields metric) {
    int start = Integer.MAX_VALUE;
    int kind = 0;
    while (metric.next()) {
      if (isData(metric) && metric.number() != kind) {
        kind = metric.number();
        start = metric.fieldStart();
      }
    }
    return start;
  }

  private static boolean isData(Fields field) {
    return field.wireType() == WireType.LENGTH
        && switch (field.number()) {
          case 5, 7, 9, 10, 11 -> true;
          default -> false;
        };
  }
}
