package io.tailrace.processors.tail_sampling;

import io.tailrace.config.Option;
import io.tailrace.config.Validated;

/// The block of a policy of type `latency`.
record LatencyConfig(
    @Option(
            min = 0,
            doc =
                "Traces that last longer than this are sampled, in whole milliseconds from the"
                    + " first start to the last end. One of exactly this length is not, as in the"
                    + " Collector since 0.157.")
        long thresholdMs,
    @Option(
            min = 0,
            doc =
                "Traces that last at most this long are sampled; `0` for no bound. As in the"
                    + " Collector it is enough that the spans that had come at some moment were"
                    + " within the bounds.")
        long upperThresholdMs)
    implements Validated {
  @Override
  public void validate(Findings findings) {
    if (upperThresholdMs > 0 && upperThresholdMs <= thresholdMs) {
      findings.error(
          "upper_threshold_ms",
          "upper_threshold_ms is %d, expected 0 or more than threshold_ms, which is %d"
              .formatted(upperThresholdMs, thresholdMs));
    }
  }
}
