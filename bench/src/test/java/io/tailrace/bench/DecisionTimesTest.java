package io.tailrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.app.replay.Recording;
import io.tailrace.app.replay.Request;
import io.tailrace.model.Signal;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class DecisionTimesTest {
  private static final Duration WAIT = Duration.ofSeconds(10);

  private final AtomicLong clock = new AtomicLong();
  private final DecisionTimes times = new DecisionTimes(WAIT, clock::get);

  @Test
  void theTimeRunsFromTheFirstAttemptToTheLastArrival() throws IOException {
    var request = request();
    times.departs(request);
    pass(Duration.ofSeconds(5));
    times.departs(request);
    pass(Duration.ofMillis(5300));
    times.arrives(request);
    pass(Duration.ofMillis(400));
    times.arrives(request);

    var micros = times.micros();
    assertThat(micros.getTotalCount()).isPositive();
    assertThat(micros.valuesAreEquivalent(micros.getMinValue(), 700_000)).isTrue();
    assertThat(micros.valuesAreEquivalent(micros.getMaxValue(), 700_000)).isTrue();
  }

  @Test
  void aTraceThatArrivesEarlierThanTheWaitCountsAsZero() throws IOException {
    var request = request();
    times.departs(request);
    pass(Duration.ofSeconds(9));
    times.arrives(request);

    assertThat(times.micros().getMaxValue()).isZero();
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  private static Request request() throws IOException {
    var recorded = Recording.bundled(InstantSource.fixed(Instant.EPOCH), 1).request(0);
    return Request.of(Signal.TRACES, recorded.otlp());
  }
}
