package io.tailrace.processors.tail_sampling;

/// What a sampler does beside asking policies.
///
/// @param afterFirst how long after its first span a trace is due, in milliseconds, at least one
/// @param afterRoot how long after its root, 0 to wait in any case
/// @param atIngest whether each batch is judged by itself
/// @param largest the most bytes of a trace that is kept, 0 for no bound
/// @param remembersKept how many kept traces are remembered, over all partitions
/// @param remembersDropped how many dropped ones
record Settings(
    long afterFirst,
    long afterRoot,
    boolean atIngest,
    long largest,
    long remembersKept,
    long remembersDropped) {
  static Settings of(TailSamplingConfig config) {
    return new Settings(
        Math.max(1, config.decisionWait().toMillis()),
        config.decisionWaitAfterRootReceived().isZero()
            ? 0
            : Math.max(1, config.decisionWaitAfterRootReceived().toMillis()),
        config.atIngest(),
        config.maximumTraceSizeBytes(),
        config.decisionCache().kept(),
        config.decisionCache().dropped());
  }

  boolean tooLarge(long bytes) {
    return largest > 0 && bytes > largest;
  }
}
