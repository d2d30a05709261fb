package io.tailrace.processors.tail_sampling;

import io.tailrace.config.Option;

/// The option `decision_cache`.
record DecisionCacheConfig(
    @Option(
            min = 0,
            max = Integer.MAX_VALUE,
            doc =
                "How many ids of kept traces are remembered, so that their late spans pass; `0` for"
                    + COUNT)
        long sampledCacheSize,
    @Option(
            min = 0,
            max = Integer.MAX_VALUE,
            doc =
                "How many ids of dropped traces are remembered, so that their late spans do not"
                    + " begin new traces; `0` for"
                    + COUNT)
        long nonSampledCacheSize) {
  static final String COUNT =
      " 2000000. Partitions have equal shares. Ids are forgotten after ten minutes in any case,"
          + " some at a time.";
  private static final long DEFAULT = 2_000_000;

  /// How many kept ids are remembered.
  long kept() {
    return sampledCacheSize > 0 ? sampledCacheSize : DEFAULT;
  }

  /// How many dropped ids are remembered.
  long dropped() {
    return nonSampledCacheSize > 0 ? nonSampledCacheSize : DEFAULT;
  }
}
