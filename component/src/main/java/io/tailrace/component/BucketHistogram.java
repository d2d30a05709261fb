package io.tailrace.component;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/// A histogram with the buckets that OpenTelemetry's have by default.
final class BucketHistogram implements Histogram {
  private static final double[] BOUNDS = {
    0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000
  };

  private final LongAdder[] counts = new LongAdder[BOUNDS.length + 1];
  private final DoubleAdder sum = new DoubleAdder();

  BucketHistogram() {
    Arrays.setAll(counts, _ -> new LongAdder());
  }

  @Override
  public void record(double value) {
    int bucket = 0;
    while (bucket < BOUNDS.length && value > BOUNDS[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    sum.add(value);
  }

  /// Writes its lines in Prometheus' text format.
  ///
  /// @param labels as text with braces, empty for none
  void write(Appendable out, String name, String labels) throws IOException {
    long count = 0;
    String open = labels.isEmpty() ? "{" : labels.substring(0, labels.length() - 1) + ",";
    for (int bucket = 0; bucket < counts.length; bucket++) {
      count += counts[bucket].sum();
      String bound = bucket == BOUNDS.length ? "+Inf" : Long.toString((long) BOUNDS[bucket]);
      out.append(name).append("_bucket").append(open).append("le=\"").append(bound);
      out.append("\"} ").append(Long.toString(count)).append('\n');
    }
    out.append(name).append("_sum").append(labels).append(' ');
    out.append(Double.toString(sum.sum())).append('\n');
    out.append(name).append("_count").append(labels).append(' ');
    out.append(Long.toString(count)).append('\n');
  }
}
