package io.tailrace.exporters.file;

import io.tailrace.component.DeliveryConfig;
import io.tailrace.config.Option;
import io.tailrace.config.Validated;
import java.time.Duration;
import java.util.Optional;

/// What is written below `file:`.
record FileConfig(
    @Option(
            required = true,
            doc = "The file. With `group_by` it has one `*`, which stands for the group.")
        String path,
    @Option(
            value = "json",
            oneOf = {"json", "proto"},
            doc =
                "`json`: an OTLP/JSON object on each line; `proto`: serialised requests, each"
                    + " after its length in four bytes, the highest first.")
        String format,
    @Option(
            doc =
                "Whether an existing file is added to; otherwise it is emptied at the start,"
                    + " unless there is `rotation`.")
        boolean append,
    @Option(
            oneOf = {"", "zstd"},
            doc =
                "`zstd` compresses each request by itself and writes its length before it, in"
                    + " both formats.")
        String compression,
    @Option(
            value = "1s",
            min = 0,
            doc = "How often buffers are written.",
            noEffect = "every request is written before it counts as delivered")
        Duration flushInterval,
    @Option(onWhenEmpty = true, doc = "When a new file is begun.") Optional<Rotation> rotation,
    @Option(doc = "Writes resources to files of their own.") Optional<GroupBy> groupBy,
    @Option(doc = "Whether missing directories are made.") boolean createDirectory,
    @Option(inline = true, doc = "How the backlog is read.") DeliveryConfig delivery)
    implements Validated {
  @Override
  public void validate(Findings findings) {
    if (append && rotation.isPresent()) {
      findings.error("append", "append and rotation exclude each other: remove append");
    }
    if (append && !compression.isEmpty()) {
      findings.error("append", "append and compression exclude each other: remove one");
    }
    long stars = path.chars().filter(c -> c == '*').count();
    if (grouping().isPresent() && (stars != 1 || path.startsWith("*"))) {
      findings.error(
          "path", "with group_by the path has one *, and a directory before it: /data/*.json");
    }
  }

  Optional<GroupBy> grouping() {
    return groupBy.filter(GroupBy::enabled);
  }

  /// Whether requests are lines, and not each after its length.
  boolean lines() {
    return format.equals("json") && compression.isEmpty();
  }

  /// When a new file is begun, and when old ones are removed.
  record Rotation(
      @Option(value = "100", min = 1, doc = "The size in MiB at which a new file is begun.")
          int maxMegabytes,
      @Option(min = 0, doc = "The age in days at which an old file is removed; `0` for never.")
          int maxDays,
      @Option(value = "100", min = 0, doc = "How many old files are kept; `0` for all.")
          int maxBackups,
      @Option(doc = "Whether the names of old files have the local time instead of UTC.")
          boolean localtime) {}

  /// Writes resources to files of their own.
  record GroupBy(
      @Option(doc = "Whether it does.") boolean enabled,
      @Option(
              value = "fileexporter.path_segment",
              doc =
                  "The resource attribute whose value replaces the `*` of `path`. It cannot lead"
                      + " out of the directory before the `*`.")
          String resourceAttribute,
      @Option(value = "100", min = 1, doc = "How many files are kept open at once.")
          int maxOpenFiles) {}
}
