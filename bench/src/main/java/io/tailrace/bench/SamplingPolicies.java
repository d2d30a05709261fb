package io.tailrace.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Three policies that keep about 6 % of the recorded traces: errors, what takes two seconds, one
/// percent. As a configuration, and as a rule that knows nothing of how anybody implements them.
///
/// @param decisionWait `decision_wait`
record SamplingPolicies(Duration decisionWait) {
  private static final long SLOW_MILLIS = 2000;
  private static final int PERCENT = 1;
  private static final int ERROR = 2;

  /// The salt of the Collector's hash where none is given.
  private static final String SALT = "default-hash-seed";

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  /// Returns a file to be merged with one that has a pipeline for traces. It has room for every
  /// trace, and in the queue to the sink: a Collector that forgets or drops some would do less.
  String yaml() {
    return """
    processors:
      tail_sampling:
        decision_wait: %dms
        num_traces: 50000000
        expected_new_traces_per_sec: 20000
        policies:
          - {name: errors, type: status_code, status_code: {status_codes: [ERROR]}}
          - {name: slow, type: latency, latency: {threshold_ms: %d}}
          - {name: share, type: probabilistic, probabilistic: {sampling_percentage: %d}}
    exporters:
      otlp: {sending_queue: {queue_size: 100000}}
    service:
      pipelines:
        traces: {processors: [tail_sampling]}
    """
        .formatted(decisionWait.toMillis(), SLOW_MILLIS, PERCENT);
  }

  /// Whether a trace is kept.
  ///
  /// @throws IOException when that depends on whose latency policy it is: until version 0.156 of
  ///     the Collector the threshold itself was slow, later not
  boolean keep(SentTrace trace) throws IOException {
    long millis = Duration.ofNanos(trace.nanos()).toMillis();
    if (millis == SLOW_MILLIS) {
      throw new IOException(
          "a trace of the recording takes %d ms, as the threshold".formatted(millis));
    }
    return trace.worstStatus() == ERROR || millis > SLOW_MILLIS || isOfShare(trace);
  }

  private static boolean isOfShare(SentTrace trace) {
    long hash = FNV_OFFSET;
    for (byte each : SALT.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (each & 0xff)) * FNV_PRIME;
    }
    hash = add(add(hash, trace.high()), trace.low());
    return Long.compareUnsigned(hash, Long.divideUnsigned(-1, 100) * PERCENT) <= 0;
  }

  private static long add(long hash, long eight) {
    long sum = hash;
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      sum = (sum ^ ((eight >>> shift) & 0xff)) * FNV_PRIME;
    }
    return sum;
  }
}
