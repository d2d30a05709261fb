package io.tailrace.exporters.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The files that a file was before, named like it with the time of their end:
/// `traces-2026-11-21T10-00-00.000.json`, as the Collector names them.
final class Backups {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss.SSS", Locale.ROOT);

  private final Path path;
  private final FileConfig.Rotation rules;
  private final InstantSource clock;
  private final String prefix;
  private final String suffix;

  Backups(Path path, FileConfig.Rotation rules, InstantSource clock) {
    this.path = path.toAbsolutePath();
    this.rules = rules;
    this.clock = clock;
    String name = path.getFileName().toString();
    int dot = name.lastIndexOf('.');
    this.prefix = (dot < 0 ? name : name.substring(0, dot)) + "-";
    this.suffix = dot < 0 ? "" : name.substring(dot);
  }

  /// Makes the file a backup, and removes backups that are too many or too old.
  void add() throws IOException {
    ZoneId zone = rules.localtime() ? ZoneId.systemDefault() : ZoneOffset.UTC;
    Instant end = clock.instant();
    Path backup = named(end, zone);
    while (Files.exists(backup)) {
      end = end.plusMillis(1);
      backup = named(end, zone);
    }
    Files.move(path, backup);
    List<Path> known = known();
    int keep = rules.maxBackups() == 0 ? known.size() : rules.maxBackups();
    for (Path old : known.subList(Math.min(keep, known.size()), known.size())) {
      Files.deleteIfExists(old);
    }
    if (rules.maxDays() > 0) {
      Instant limit = clock.instant().minus(Duration.ofDays(rules.maxDays()));
      for (Path old : known) {
        if (Files.exists(old) && Files.getLastModifiedTime(old).toInstant().isBefore(limit)) {
          Files.delete(old);
        }
      }
    }
  }

  private Path named(Instant end, ZoneId zone) {
    return path.resolveSibling(prefix + TIME.withZone(zone).format(end) + suffix);
  }

  /// Returns the backups, the newest first.
  private List<Path> known() throws IOException {
    Pattern name =
        Pattern.compile(
            Pattern.quote(prefix)
                + "\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\d\\.\\d{3}"
                + Pattern.quote(suffix));
    Path directory = path.getParent();
    if (directory == null) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> known =
          new ArrayList<>(
              files.filter(f -> name.matcher(f.getFileName().toString()).matches()).toList());
      known.sort(Comparator.comparing((Path f) -> f.getFileName().toString()).reversed());
      return known;
    }
  }
}
