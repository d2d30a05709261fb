package io.tailrace.processors.tail_sampling;

import io.tailrace.config.Option;

/// The block of a policy of type `rate_limiting`.
record RateLimitingConfig(
    @Option(
            min = 0,
            doc =
                "How many spans a second are sampled, in whole traces. The time is the log's, and"
                    + " partitions have equal shares.")
        long spansPerSecond,
    @Option(
            min = 0,
            doc =
                "How many spans may be sampled at once after a pause; `0` for twice"
                    + " `spans_per_second`. Partitions have equal shares, rounded up; a trace with"
                    + " more spans than a share is never sampled.")
        long burstCapacity) {
  /// How many spans may be sampled at once.
  long burst() {
    return burstCapacity > 0 ? burstCapacity : spansPerSecond * 2;
  }
}
