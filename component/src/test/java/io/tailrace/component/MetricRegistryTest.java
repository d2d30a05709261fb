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
        .hasMessage("a is both a counter and a gauge");
  }

  private String text(boolean typeSuffix) {
    StringBuilder text = new StringBuilder();
    registry.write(text, typeSuffix);
    return text.toString();
  }
}
