package io.tailrace.processors.tail_sampling;

import io.tailrace.config.Option;

/// The block of a policy of type `bytes_limiting`.
record BytesLimitingConfig(
    @Option(
            min = 0,
            doc =
                "How many bytes a second are sampled, in whole traces. The time is the log's, and"
                    + " partitions have equal shares.")
        long bytesPerSecond,
    @Option(
            min = 0,
            doc =
                "How many bytes may be sampled at once after a pause; `0` for twice"
                    + " `bytes_per_second`. Partitions have equal shares, rounded up; a trace"
                    + " larger than a share is never sampled.")
        long burstCapacity) {
  /// How many bytes may be sampled at once.
  long burst() {
    return burstCapacity > 0 ? burstCapacity : bytesPerSecond * 2;
  }
}
