package io.tailrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/// Which threads of a process used the processor, those with numbered names taken together.
///
/// @param ticks by name, in hundredths of a second
record Threads(Map<String, Long> ticks) {
  private static final int USER = 11;
  private static final int SYSTEM = 12;

  /// Reads `/proc/PID/task`. The kernel cuts names at 15 characters.
  static Threads of(long pid) throws IOException {
    var ticks = new TreeMap<String, Long>();
    try (var tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      for (var task : tasks.toList()) {
        var stat = Files.readString(task.resolve("stat"));
        int end = stat.lastIndexOf(')');
        var name = stat.substring(stat.indexOf('(') + 1, end).replaceAll("[-#]?\\d+.*$", "");
        var fields = stat.substring(end + 2).split(" ", -1);
        long used = Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
        ticks.merge(name, used, Long::sum);
      }
    }
    return new Threads(ticks);
  }

  /// Returns the busiest threads since an earlier look, in CPU-seconds per million spans.
  String since(Threads earlier, long spans) {
    var text = new StringBuilder();
    ticks.entrySet().stream()
        .map(now -> Map.entry(now.getKey(), now.getValue() - earlier.before(now.getKey())))
        .sorted(Comparator.comparingLong(thread -> -thread.getValue()))
        .limit(16)
        .filter(thread -> thread.getValue() > 0)
        .forEach(
            thread ->
                text.append(
                    "    %-16s %.2f%n"
                        .formatted(thread.getKey(), thread.getValue() * 1e4 / spans)));
    return text.toString();
  }

  private long before(String name) {
    return ticks.getOrDefault(name, 0L);
  }
}
