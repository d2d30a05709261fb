package io.tailrace.bench;

/// What one run of tail sampling cost one candidate.
///
/// @param cpuPerMillion CPU-seconds of the process per million spans, from the first one sent until
///     everything kept has arrived, and not before a second after the last trace was due
/// @param warmingPerMillion the same from its start until then, with what compilers took
/// @param peakMegabytes resident memory at its highest
/// @param perSecond spans acknowledged per second while they are sent
/// @param p50 median time of an acknowledged request in milliseconds
/// @param p99 99th percentile of the same
/// @param late50 median of what a kept trace takes longer than the wait, in milliseconds
/// @param late99 99th percentile of the same
/// @param lateMost the longest
/// @param duplicated spans that the sink took more than once
/// @param share of the spans that were kept, in percent
/// @param threads the busiest threads with their CPU-seconds per million spans, a line each
record SamplingSample(
    double cpuPerMillion,
    double warmingPerMillion,
    double peakMegabytes,
    double perSecond,
    double p50,
    double p99,
    double late50,
    double late99,
    double lateMost,
    double duplicated,
    double share,
    String threads)
    implements Figures {
  @Override
  public String line() {
    return "%.2f c/M (%.2f while warming up), %.0f MB, %,.0f spans/s, p50 %.1f p99 %.1f ms, beyond the wait p50 %.0f p99 %.0f most %.0f ms, %.2f %% kept"
        .formatted(
            cpuPerMillion,
            warmingPerMillion,
            peakMegabytes,
            perSecond,
            p50,
            p99,
            late50,
            late99,
            lateMost,
            share);
  }
}
