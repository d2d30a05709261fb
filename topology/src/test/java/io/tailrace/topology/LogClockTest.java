package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LogClockTest {
  private static final long MILLI = 1_000_000;

  private final LogClock clock = new LogClock(5000, 100, 0);

  @Test
  void goesOnByAsMuchAsAppendTimesDo() {
    assertThat(clock.read(130, 0)).isEqualTo(5030);
    assertThat(clock.read(130, 0)).isEqualTo(5030);
    assertThat(clock.read(200, 0)).isEqualTo(5100);
  }

  @Test
  void standsStillForOneRecordWhereTheBrokersClockWasSetBack() {
    clock.read(200, 0);

    assertThat(clock.read(50, 0)).isEqualTo(5100);
    assertThat(clock.read(60, 0)).isEqualTo(5110);
  }

  @Test
  void followsTheTimeThatPassesHereWhileThereIsNothingToRead() {
    clock.read(200, 10 * MILLI);

    assertThat(clock.idle(40 * MILLI)).isEqualTo(5130);
    assertThat(clock.read(250, 60 * MILLI)).isEqualTo(5150);
  }

  @Test
  void neverGoesBackAfterASilence() {
    clock.read(200, 10 * MILLI);
    clock.idle(80 * MILLI);

    assertThat(clock.read(210, 90 * MILLI)).isEqualTo(5170);
    assertThat(clock.read(215, 95 * MILLI)).isEqualTo(5175);
  }

  @Test
  void beginsWithTheFirstRecordWhereItsAppendTimeIsNotKnown() {
    LogClock begun = new LogClock(5000, LogClock.UNKNOWN, 0);

    assertThat(begun.read(777, 0)).isEqualTo(5000);
    assertThat(begun.read(780, 0)).isEqualTo(5003);
  }
}
