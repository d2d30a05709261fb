package io.tailrace.bench;

import java.io.IOException;

/// What a process has used from one moment on.
final class Meter {
  private final long pid;
  private final double cpuSeconds;
  private final Threads threads;
  private final long nanos;

  private Meter(long pid) throws IOException {
    this.pid = pid;
    this.threads = Threads.of(pid);
    this.cpuSeconds = Usage.of(pid).cpuSeconds();
    this.nanos = System.nanoTime();
  }

  /// Begins now.
  static Meter start(long pid) throws IOException {
    return new Meter(pid);
  }

  /// What it had used when this began.
  double before() {
    return cpuSeconds;
  }

  /// Returns what it has used until now.
  ///
  /// @param spans how many spans that was for
  Reading read(long spans) throws IOException {
    var usage = Usage.of(pid);
    double seconds = (System.nanoTime() - nanos) / 1e9;
    return new Reading(
        (usage.cpuSeconds() - cpuSeconds) * 1e6 / spans,
        usage.peakMegabytes(),
        seconds,
        Threads.of(pid).since(threads, spans));
  }

  /// What a process has used.
  ///
  /// @param cpuPerMillion CPU-seconds per million spans
  /// @param peakMegabytes the most memory that was resident since the process began
  /// @param seconds how long it took
  /// @param threads the busiest threads with their CPU-seconds per million spans, a line each
  record Reading(double cpuPerMillion, double peakMegabytes, double seconds, String threads) {}
}
