package io.tailrace.processors.memory_limiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.Factory;
import io.tailrace.component.Payload;
import io.tailrace.component.Processor;
import io.tailrace.config.Proves;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.Options;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryLimiterTest {
  private static final long MIB = 1024 * 1024;

  private static final Payload REQUEST = Payload.of(Signal.LOGS, new byte[] {1}, 7);

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final FakeHost host = new FakeHost("memory_limiter", () -> now);
  private long used;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          limit_mib: 100                                  | 80
          limit_mib: 100, spike_limit_mib: 30             | 70
          limit_mib: 100, limit_percentage: 10            | 80
          limit_percentage: 50                            | 400
          limit_percentage: 50, spike_limit_percentage: 20| 300
          """)
  @Proves({
    "MemoryLimiterConfig.limit_mib",
    "MemoryLimiterConfig.spike_limit_mib",
    "MemoryLimiterConfig.limit_percentage",
    "MemoryLimiterConfig.spike_limit_percentage"
  })
  void refusesAboveTheLimitLessTheSpike(String yaml, long mib) {
    MemoryLimiter limiter = limiter("{check_interval: 1s, " + yaml + "}");
    used = mib * MIB;
    assertThat(limiter.refusal(REQUEST)).isEmpty();
    now = now.plusSeconds(1);
    used = (mib + 1) * MIB;
    assertThat(limiter.refusal(REQUEST))
        .hasValueSatisfying(
            reason -> assertThat(reason).startsWith("data refused due to high memory usage"));
  }

  @Test
  @Proves("MemoryLimiterConfig.check_interval")
  void measuresAgainAfterTheInterval() {
    MemoryLimiter limiter = limiter("{check_interval: 5s, limit_mib: 100}");
    used = 99 * MIB;
    assertThat(limiter.admission().refusal(REQUEST)).isPresent();
    used = 0;
    now = now.plusSeconds(4);
    assertThat(limiter.refusal(REQUEST)).isPresent();
    now = now.plusSeconds(1);
    assertThat(limiter.refusal(REQUEST)).isEmpty();
  }

  @Test
  void countsWhatItLetsInAndWhatItTurnsAway() {
    MemoryLimiter limiter = limiter("{check_interval: 1s, limit_mib: 100}");
    limiter.refusal(REQUEST);
    now = now.plusSeconds(1);
    used = 99 * MIB;
    limiter.refusal(REQUEST);
    limiter.refusal(REQUEST);
    String[] labels = {"processor", "memory_limiter"};
    assertThat(
            host.counted().count("otelcol_processor_memory_limiter_accepted_log_records", labels))
        .isEqualTo(7);
    assertThat(host.counted().count("otelcol_processor_memory_limiter_refused_log_records", labels))
        .isEqualTo(14);
  }

  @Test
  void letsPassWhatWasTaken() {
    MemoryLimiter limiter = limiter("{check_interval: 5s, limit_mib: 1}");
    used = 99 * MIB;
    Payload payload = Payload.of(Signal.LOGS, new byte[] {1}, 1);
    assertThat(limiter.process(payload)).isSameAs(payload);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          limit_mib: 100                                          | check_interval must be above
          check_interval: 1s                                      | one of limit_mib and
          {check_interval: 1s, limit_mib: 5, spike_limit_mib: 5}  | expected less than limit_mib
          {check_interval: 1s, limit_percentage: 5, spike_limit_percentage: 6} | expected less than
          """)
  void refusesWhatMakesNoSense(String yaml, String message) {
    assertThat(Options.problems(MemoryLimiter.FACTORY, yaml))
        .anySatisfy(problem -> assertThat(problem.toString()).contains(message));
  }

  @Test
  void measuresTheHeapOfTheProcess() {
    assertThat(Heap.OWN.most()).isPositive();
    assertThat(Heap.OWN.used()).isBetween(0L, Heap.OWN.most());
    Factory<MemoryLimiterConfig> factory = MemoryLimiter.FACTORY;
    Processor made =
        ((Factory.ProcessorMaker<MemoryLimiterConfig>) factory.maker())
            .make(
                Options.of(factory, "{check_interval: 1s, limit_percentage: 100}"),
                new FakeHost("memory_limiter"));
    assertThat(made.admission().refusal(REQUEST)).isEmpty();
  }

  private MemoryLimiter limiter(String yaml) {
    Heap heap =
        new Heap() {
          @Override
          public long used() {
            return used;
          }

          @Override
          public long most() {
            return 1000 * MIB;
          }
        };
    return new MemoryLimiter(Options.of(MemoryLimiter.FACTORY, yaml), host, heap);
  }
}
