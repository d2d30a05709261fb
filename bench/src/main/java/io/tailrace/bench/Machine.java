package io.tailrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where a measurement was taken. Figures of different machines are not comparable.
final class Machine {
  private Machine() {}

  /// Returns one line about the processor, the memory and the Java in use.
  static String description() throws IOException {
    var cpu = line("/proc/cpuinfo", "model name");
    var memory = line("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", "");
    return "%s, %d processors, %d GB; %s %s; Java %s (%s)"
        .formatted(
            cpu,
            Runtime.getRuntime().availableProcessors(),
            memory.isEmpty() ? 0 : Long.parseLong(memory) >> 20,
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            Runtime.version(),
            System.getProperty("java.vendor"));
  }

  private static String line(String file, String name) throws IOException {
    var path = Path.of(file);
    if (!Files.exists(path)) {
      return "";
    }
    try (var lines = Files.lines(path)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("");
    }
  }
}
