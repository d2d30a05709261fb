package io.tailrace.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MetricRegistryTest {
  private final MetricRegistry registry = new MetricRegistry();

  @Test
  void writesCountersAndGaugesSortedByName() {
    registry.gauge("otelcol_process_memory_rss", "Resident memory.", () -> 2.5);
    registry.counter("otelcol_exporter_sent_spans", "Sent.", "exporter", "otlp").add(7);
    assertThat(text(false))
        .isEqualTo(
            """
            # HELP otelcol_exporter_sent_spans Sent.
            # TYPE otelcol_exporter_sent_spans counter
            otelcol_exporter_sent_spans{exporter="otlp"} 7
            # HELP otelcol_process_memory_rss Resident memory.
            # TYPE otelcol_process_memory_rss gauge
            otelcol_process_memory_rss 2.5
            """);
  }

  @Test
  void writesHistogramsWithTheBucketsOfOpenTelemetry() {
    Histogram age = registry.histogram("age", "Age.", "k", "v");
    age.record(0);
    age.record(7.5);
    age.record(20_000);
    assertThat(text(true))
        .startsWith("# HELP age Age.\n# TYPE age histogram\nage_bucket{k=\"v\",le=\"0\"} 1\n")
        .contains(
            "age_bucket{k=\"v\",le=\"5\"} 1\n",
            "age_bucket{k=\"v\",le=\"10\"} 2\n",
            "age_bucket{k=\"v\",le=\"10000\"} 2\n",
            "age_bucket{k=\"v\",le=\"+Inf\"} 3\n")
        .endsWith("age_sum{k=\"v\"} 20007.5\nage_count{k=\"v\"} 3\n");
    registry.histogram("bare", "").record(1);
    assertThat(text(false)).contains("bare_bucket{le=\"0\"} 0\n", "bare_count 1\n");
  }

  @Test
  void endsCountersInTotalWhenAskedTo() {
    registry.counter("otelcol_exporter_sent_spans", "Sent.").increment();
    registry.gauge("otelcol_process_memory_rss", "Resident memory.", () -> 1);
    assertThat(text(true))
        .contains("otelcol_exporter_sent_spans_total 1\n", "otelcol_process_memory_rss 1\n");
  }

  @Test
  void givesTheSameCounterForTheSameLabels() {
    registry.counter("a", "", "k", "v").increment();
    registry.counter("a", "", "k", "v").increment();
    registry.counter("a", "", "k", "w").increment();
    assertThat(text(false)).contains("a{k=\"v\"} 2\n", "a{k=\"w\"} 1\n");
  }

  @Test
  void escapesWhatLabelValuesMayHold() {
    registry.counter("a", "one\ntwo", "k", "a\"b\\c\nd").increment();
    assertThat(text(false)).contains("# HELP a one\\ntwo\n", "a{k=\"a\\\"b\\\\c\\nd\"} 1\n");
  }

  @Test
  void removesOnlyWhatCarriesAllLabels() {
    registry.counter("a", "", "exporter", "x", "pipeline", "p").increment();
    registry.counter("a", "", "exporter", "x", "pipeline", "q").increment();
    registry.gauge("b", "", () -> 1, "exporter", "x");
    registry.remove("exporter", "x", "pipeline", "p");
    assertThat(text(false)).doesNotContain("pipeline=\"p\"").contains("pipeline=\"q\"", "b{");
    registry.remove("exporter", "x");
    assertThat(text(false)).isEmpty();
  }

  @Test
  void readsTotalsThatAreKeptElsewhere() {
    registry.total("otelcol_process_cpu_seconds", "CPU.", () -> 1.25);
    assertThat(text(true))
        .contains("# TYPE otelcol_process_cpu_seconds_total counter\n", "_total 1.25\n");
  }

  @Test
  void refusesOneNameForTwoTypes() {
    registry.counter("a", "");
    assertThatThrownBy(() -> registry.gauge("a", "", () -> 1))
        .hasMessage("a is both a gauge and a counter");
  }

  private String text(boolean typeSuffix) {
    StringBuilder text = new StringBuilder();
    registry.write(text, typeSuffix);
    return text.toString();
  }
}
