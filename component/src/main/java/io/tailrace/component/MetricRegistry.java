package io.tailrace.component;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/// The metrics of a process, written out in Prometheus' text format.
///
/// Counting is a `LongAdder` and nothing else; everything that costs happens when somebody reads.
public final class MetricRegistry implements Metrics {
  private final Map<String, Family> families = new ConcurrentSkipListMap<>();

  private enum Type {
    COUNTER,
    GAUGE,
    HISTOGRAM
  }

  @Override
  public LongAdder counter(String name, String help, String... labels) {
    Series series =
        family(name, help, Type.COUNTER)
            .series()
            .computeIfAbsent(labels(labels), _ -> Series.counting(labels));
    return series.adder();
  }

  @Override
  public void gauge(String name, String help, DoubleSupplier value, String... labels) {
    family(name, help, Type.GAUGE).series().put(labels(labels), Series.reading(value, labels));
  }

  @Override
  public Histogram histogram(String name, String help, String... labels) {
    return family(name, help, Type.HISTOGRAM)
        .series()
        .computeIfAbsent(labels(labels), _ -> Series.distributing(labels))
        .histogram()
        .orElseThrow();
  }

  /// Registers a total that is kept elsewhere and only ever grows, such as CPU time; it replaces
  /// one of the same name and labels.
  public void total(String name, String help, DoubleSupplier value, String... labels) {
    family(name, help, Type.COUNTER).series().put(labels(labels), Series.reading(value, labels));
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
          boolean suffixed =
              family.type() == Type.COUNTER && typeSuffix && !entry.getKey().endsWith("_total");
          write(out, suffixed ? entry.getKey() + "_total" : entry.getKey(), family);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Appendable out, String name, Family family) throws IOException {
    out.append("# HELP ").append(name).append(' ').append(escape(family.help(), false));
    String type = word(family.type());
    out.append("\n# TYPE ").append(name).append(' ').append(type).append('\n');
    for (Map.Entry<String, Series> entry : family.series().entrySet()) {
      if (family.type() == Type.HISTOGRAM) {
        entry.getValue().histogram().orElseThrow().write(out, name, entry.getKey());
        continue;
      }
      out.append(name).append(entry.getKey()).append(' ');
      out.append(number(entry.getValue().read())).append('\n');
    }
  }

  private Family family(String name, String help, Type type) {
    Family family =
        families.computeIfAbsent(name, _ -> new Family(help, type, new ConcurrentSkipListMap<>()));
    if (family.type() != type) {
      throw new IllegalArgumentException(
          "%s is both a %s and a %s".formatted(name, word(type), word(family.type())));
    }
    return family;
  }

  private static String word(Type type) {
    return type.name().toLowerCase(Locale.ROOT);
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

  private record Family(String help, Type type, Map<String, Series> series) {}

  private record Series(
      LongAdder adder,
      DoubleSupplier value,
      Optional<BucketHistogram> histogram,
      List<String> labels) {
    static Series counting(String... labels) {
      LongAdder adder = new LongAdder();
      return new Series(adder, adder::sum, Optional.empty(), List.of(labels));
    }

    static Series reading(DoubleSupplier value, String... labels) {
      return new Series(new LongAdder(), value, Optional.empty(), List.of(labels));
    }

    static Series distributing(String... labels) {
      return new Series(
          new LongAdder(), () -> 0, Optional.of(new BucketHistogram()), List.of(labels));
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
