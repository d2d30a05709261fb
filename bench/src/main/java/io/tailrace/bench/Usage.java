package io.tailrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a process has used so far, as Linux counts it.
///
/// @param cpuSeconds user and system time of all its threads
/// @param peakMegabytes the most memory that was ever resident (`VmHWM`)
/// @param megabytes the memory that is resident now (`VmRSS`)
record Usage(double cpuSeconds, long peakMegabytes, long megabytes) {
  private static final double TICKS_PER_SECOND = 100;
  private static final int USER = 11;
  private static final int SYSTEM = 12;

  /// Reads `/proc/PID`.
  ///
  /// @throws IOException when there is no such process, or this is not Linux
  static Usage of(long pid) throws IOException {
    var proc = Path.of("/proc", Long.toString(pid));
    var stat = Files.readString(proc.resolve("stat"));
    // The name of the process is in parentheses and may hold anything.
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    double ticks = Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
    var status = Files.readString(proc.resolve("status"));
    return new Usage(ticks / TICKS_PER_SECOND, memory(status, "VmHWM"), memory(status, "VmRSS"));
  }

  private static long memory(String status, String name) {
    return status
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
        .findFirst()
        .orElse(0);
  }
}
