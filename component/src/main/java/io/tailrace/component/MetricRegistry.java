package io.tailrace.component;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/// The metrics of a process, written out in Prometheus' text format.
///
/// Counting is a `LongAdder` and nothing else; everything that costs happens when somebody reads.
public final class MetricRegistry implements Metrics {
  private final Map<String, Family> families = new ConcurrentSkipListMap<>();

  @Override
  public LongAdder counter(String name, String help, String... labels) {
    Series series =
        family(name, help, true)
            .series()
            .computeIfAbsent(labels(labels), _ -> Series.counting(labels));
    return series.adder();
  }

  @Override
  public void gauge(String name, String help, DoubleSupplier value, String... labels) {
    family(name, help, false).series().put(labels(labels), Series.reading(value, labels));
  }

  /// Registers a total that is kept elsewhere and only ever grows, such as CPU time; it replaces
  /// one of the same name and labels.
  public void total(String name, String help, DoubleSupplier value, String... labels) {
    family(name, help, true).series().put(labels(labels), Series.reading(value, labels));
  }

  @Override
  public void remove(String... labels) {
    for (Family family : families.values()) {
      family.series().values().removeIf(series -> series.carries(labels));
    }
  }

  /// Writes everything in text format 0.0.4.
  ///
  /// @param typeSuffix whether the names of counters end in `_total`, which is what the
  ///     Collector does when a reader was configured by hand and not otherwise
  public void write(Appendable out, boolean typeSuffix) {
    try {
      for (Map.Entry<String, Family> entry : families.entrySet()) {
        Family family = entry.getValue();
        if (!family.series().isEmpty()) {
          boolean suffixed = family.counts() && typeSuffix && !entry.getKey().endsWith("_total");
          write(out, suffixed ? entry.getKey() + "_total" : entry.getKey(), family);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Appendable out, String name, Family family) throws IOException {
    out.append("# HELP ").append(name).append(' ').append(escape(family.help(), false));
    out.append("\n# TYPE ").append(name).append(family.counts() ? " counter\n" : " gauge\n");
    for (Map.Entry<String, Series> entry : family.series().entrySet()) {
      out.append(name).append(entry.getKey()).append(' ');
      out.append(number(entry.getValue().read())).append('\n');
    }
  }

  private Family family(String name, String help, boolean counts) {
    Family family =
        families.computeIfAbsent(
            name, _ -> new Family(help, counts, new ConcurrentSkipListMap<>()));
    if (family.counts() != counts) {
      throw new IllegalArgumentException(name + " is both a counter and a gauge");
    }
    return family;
  }

  private static String labels(String... labels) {
    if (labels.length % 2 != 0) {
      throw new IllegalArgumentException("a label without a value: " + Arrays.toString(labels));
    }
    if (labels.length == 0) {
      return "";
    }
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < labels.length; i += 2) {
      text.append(i == 0 ? "" : ",").append(labels[i]).append("=\"");
      text.append(escape(labels[i + 1], true)).append('"');
    }
    return text.append('}').toString();
  }

  private static String escape(String text, boolean quoted) {
    String escaped = text.replace("\\", "\\\\").replace("\n", "\\n");
    return quoted ? escaped.replace("\"", "\\\"") : escaped;
  }

  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return Double.toString(value);
  }

  private record Family(String help, boolean counts, Map<String, Series> series) {}

  private record Series(LongAdder adder, DoubleSupplier value, List<String> labels) {
    static Series counting(String... labels) {
      LongAdder adder = new LongAdder();
      return new Series(adder, adder::sum, List.of(labels));
    }

    static Series reading(DoubleSupplier value, String... labels) {
      return new Series(new LongAdder(), value, List.of(labels));
    }

    double read() {
      return value.getAsDouble();
    }

    boolean carries(String... wanted) {
      for (int i = 0; i < wanted.length; i += 2) {
        if (!carries(wanted[i], wanted[i + 1])) {
          return false;
        }
      }
      return true;
    }

    private boolean carries(String name, String value) {
      for (int i = 0; i < labels.size(); i += 2) {
        if (labels.get(i).equals(name) && labels.get(i + 1).equals(value)) {
          return true;
        }
      }
      return false;
    }
  }
}
