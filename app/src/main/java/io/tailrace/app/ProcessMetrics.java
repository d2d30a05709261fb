package io.tailrace.app;

import io.tailrace.component.MetricRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What the process itself costs, under the Collector's names, and who it is.
final class ProcessMetrics {
  private static final Path STATM = Path.of("/proc/self/statm");
  private static final long PAGE = 4096;

  private ProcessMetrics() {}

  /// Registers the metrics.
  ///
  /// @param suffixed whether names carry their units, which goes with `_total`
  /// @param resource attributes of `service.telemetry.resource`
  /// @param instance what tells this run from all others, unless the resource has a name for it
  static void register(
      MetricRegistry registry,
      InstantSource clock,
      boolean suffixed,
      Map<String, String> resource,
      String instance) {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    Instant started = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    String seconds = suffixed ? "_seconds" : "";
    registry.total(
        "otelcol_process_uptime" + seconds,
        "Uptime of the process in seconds.",
        () -> Duration.between(started, clock.instant()).toMillis() / 1e3);
    registry.total(
        "otelcol_process_cpu_seconds",
        "CPU time of the process, user and system, in seconds.",
        () ->
            ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos()
                / 1e9);
    registry.gauge(
        "otelcol_process_memory_rss" + (suffixed ? "_bytes" : ""),
        "Resident memory of the process in bytes.",
        () -> resident(memory));
    registry.gauge(
        "otelcol_process_runtime_heap_alloc_bytes",
        "Bytes of the heap in use.",
        () -> memory.getHeapMemoryUsage().getUsed());
    registry.gauge(
        "otelcol_process_runtime_total_sys_memory_bytes",
        "Bytes that the Java runtime obtained from the system for heap and metadata.",
        () ->
            memory.getHeapMemoryUsage().getCommitted()
                + memory.getNonHeapMemoryUsage().getCommitted());
    registry.total(
        "otelcol_process_runtime_total_alloc_bytes",
        "Bytes that were allocated on the heap since the start, freed or not.",
        ProcessMetrics::allocated);
    registry.gauge("target_info", "Who this process is.", () -> 1, labels(resource, instance));
  }

  private static double allocated() {
    return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
        ? threads.getTotalThreadAllocatedBytes()
        : Double.NaN;
  }

  private static String[] labels(Map<String, String> resource, String instance) {
    Map<String, String> attributes = new TreeMap<>(resource);
    attributes.putIfAbsent("service.name", "tailrace");
    attributes.putIfAbsent("service.instance.id", instance);
    attributes.putIfAbsent("service.version", Version.product());
    return attributes.entrySet().stream()
        .filter(attribute -> !attribute.getValue().isEmpty())
        .flatMap(
            attribute ->
                Stream.of(
                    attribute.getKey().replaceAll("[^a-zA-Z0-9_]", "_"), attribute.getValue()))
        .toArray(String[]::new);
  }

  private static double resident(MemoryMXBean memory) {
    try {
      return Long.parseLong(Files.readString(STATM).split(" ", -1)[1]) * (double) PAGE;
    } catch (IOException | RuntimeException _) {
      return memory.getHeapMemoryUsage().getCommitted()
          + (double) memory.getNonHeapMemoryUsage().getCommitted();
    }
  }
}
