package io.tailrace.component;

import io.tailrace.config.Option;
import io.tailrace.config.Validated;
import java.time.Duration;
import java.util.Optional;

/// The Collector's `retry_on_failure`.
public record RetryConfig(
    @Option(
            value = "true",
            doc =
                "Whether a request that failed is repeated. Without it, a failure that may pass"
                    + " goes to the dead-letter topic at once.")
        boolean enabled,
    @Option(value = "5s", min = 0, doc = "Time before the first repetition.")
        Duration initialInterval,
    @Option(
            value = "0.5",
            min = 0,
            max = 1,
            doc = "How far an interval is spread at random, as a share of it.")
        double randomizationFactor,
    @Option(value = "1.5", min = 0, doc = "What each interval is multiplied by to give the next.")
        double multiplier,
    @Option(value = "30s", min = 0, doc = "The longest interval between repetitions.")
        Duration maxInterval,
    @Option(
            doc =
                "How long a request is repeated before it goes to the dead-letter topic. `0` or"
                    + " absent: for as long as the topic keeps the data.")
        Optional<Duration> maxElapsedTime)
    implements Validated {
  /// What holds when a file says nothing.
  public static final RetryConfig DEFAULT =
      new RetryConfig(
          true, Duration.ofSeconds(5), 0.5, 1.5, Duration.ofSeconds(30), Optional.empty());

  @Override
  public void validate(Findings findings) {
    notShorterThan(initialInterval, "initial_interval", findings);
    notShorterThan(maxInterval, "max_interval", findings);
  }

  private void notShorterThan(Duration interval, String key, Findings findings) {
    maxElapsedTime
        .filter(time -> enabled && !time.isZero() && time.compareTo(interval) < 0)
        .ifPresent(
            _ -> findings.error("max_elapsed_time", "max_elapsed_time is shorter than " + key));
  }
}
