package io.tailrace.bench;

/// What one run of one candidate cost.
///
/// @param cpuPerMillion CPU-seconds of the process per million spans
/// @param warmingPerMillion the same from its start until then, with what compilers took
/// @param peakMegabytes resident memory at its highest
/// @param perSecond spans acknowledged and exported per second
/// @param p50 median time of an acknowledged request in milliseconds
/// @param p99 99th percentile of the same
/// @param journey99 99th percentile from a client's first attempt to the sink, in milliseconds
/// @param duplicated spans that the sink took more than once
/// @param threads the busiest threads with their CPU-seconds per million spans, a line each
record Sample(
    double cpuPerMillion,
    double warmingPerMillion,
    double peakMegabytes,
    double perSecond,
    double p50,
    double p99,
    double journey99,
    double duplicated,
    String threads)
    implements Figures {
  @Override
  public String line() {
    return "%.2f c/M (%.2f while warming up), %.0f MB, %,.0f spans/s, p50 %.1f p99 %.1f ms, to the sink p99 %.0f ms"
        .formatted(cpuPerMillion, warmingPerMillion, peakMegabytes, perSecond, p50, p99, journey99);
  }
}
