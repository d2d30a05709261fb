package io.tailrace.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SignalTest {
  @Test
  void saysHowManyItemsThereAreAsPeopleDo() {
    assertThat(Signal.TRACES.count(1)).isEqualTo("1 span");
    assertThat(Signal.METRICS.count(1)).isEqualTo("1 metric point");
    assertThat(Signal.LOGS.count(1)).isEqualTo("1 log record");
    assertThat(Signal.LOGS.count(2)).isEqualTo("2 log records");
    assertThat(Signal.TRACES.count(0)).isEqualTo("0 spans");
  }
}
