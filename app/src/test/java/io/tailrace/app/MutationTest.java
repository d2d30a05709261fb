package io.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tailrace.config.ConfigurationReader;
import io.tailrace.config.EffectiveYaml;
import io.tailrace.config.Environment;
import io.tailrace.config.Kind;
import io.tailrace.config.Loaded;
import io.tailrace.config.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Breaks good files at every key, and counts how often the report names the line that was broken.
class MutationTest {
  private static final Path ROOT = Path.of(System.getProperty("tailrace.root"));
  private static final Pattern KEY = Pattern.compile("(\\s*)([A-Za-z_][\\w/.]*):( .*)?");

  /// A file that every distribution can read, so that there is always something to break.
  private static final String RELAY =
      """
      receivers:
        otlp:
          protocols:
            grpc:
              endpoint: 127.0.0.1:4317
              max_recv_msg_size_mib: 20
            http:
              endpoint: 127.0.0.1:4318
      exporters:
        otlp_grpc/tempo:
          endpoint: tempo:4317
          timeout: 10s
          compression: gzip
          retry_on_failure:
            enabled: true
            initial_interval: 1s
            max_interval: 30s
          tls:
            insecure: true
        debug:
          verbosity: basic
      service:
        telemetry:
          logs:
            level: info
          metrics:
            level: normal
        pipelines:
          traces:
            receivers: [otlp]
            exporters: [otlp_grpc/tempo, debug]
          logs/all:
            receivers: [otlp]
            exporters: [debug]
      """;

  private enum Mutation {
    MISSPELT,
    WRONG_TYPE,
    DUPLICATED,
    INDENTED,
    OUTDENTED
  }

  private record Count(int total, int right) {
    Count plus(boolean hit) {
      return new Count(total + 1, right + (hit ? 1 : 0));
    }

    @Override
    public String toString() {
      return "%d of %d (%.1f %%)".formatted(right, total, 100.0 * right / total);
    }
  }

  @Test
  void whatIsBrokenIsReportedOnItsLine() throws IOException {
    assumeThat(Components.ALL.find(Kind.RECEIVER, "otlp")).isPresent();
    Map<Mutation, Count> counts = new EnumMap<>(Mutation.class);
    List<String> missed = new ArrayList<>();
    for (String text : files()) {
      List<String> lines = text.lines().toList();
      Optional<String> meant = means(read(text));
      for (int i = 0; i < lines.size(); i++) {
        for (Mutation mutation :
            KEY.matcher(lines.get(i)).matches() ? Mutation.values() : new Mutation[0]) {
          Optional<Boolean> reported = reported(lines, i, mutation, meant);
          if (reported.isPresent()) {
            boolean hit = reported.get();
            counts.merge(mutation, new Count(0, 0).plus(hit), (old, _) -> old.plus(hit));
            if (!hit) {
              missed.add(mutation + " " + lines.get(i).strip());
            }
          }
        }
      }
    }
    int total = counts.values().stream().mapToInt(Count::total).sum();
    int right = counts.values().stream().mapToInt(Count::right).sum();
    System.out.println("reported on the right line: " + new Count(total, right));
    counts.forEach((mutation, count) -> System.out.println("  " + mutation + " " + count));
    missed.forEach(each -> System.out.println("  missed: " + each));

    assertThat(total).isGreaterThan(100);
    assertThat(right / (double) total).isGreaterThan(0.98);
  }

  /// Whether the broken line is named; empty if it still says the same.
  private static Optional<Boolean> reported(
      List<String> lines, int index, Mutation mutation, Optional<String> meant) {
    List<String> broken = new ArrayList<>(lines);
    Matcher line = KEY.matcher(lines.get(index));
    if (!line.matches()) {
      throw new IllegalStateException(lines.get(index));
    }
    String indent = line.group(1);
    String key = line.group(2);
    String value = line.group(3) == null ? "" : line.group(3);
    int at = index;
    switch (mutation) {
      case MISSPELT -> broken.set(index, indent + "x" + key + ":" + value);
      case WRONG_TYPE -> {
        boolean section = value.isBlank();
        removeBelow(broken, index);
        broken.set(index, indent + key + ": " + (section ? "5" : "{not: [this]}"));
      }
      case DUPLICATED -> {
        broken.add(index, indent + key + ":" + value);
        at = index + 1;
      }
      case INDENTED -> broken.set(index, " " + lines.get(index));
      case OUTDENTED -> broken.set(index, lines.get(index).replaceFirst("^ ", ""));
    }
    Loaded loaded = read(String.join("\n", broken));
    if (means(loaded).equals(meant)) {
      return Optional.empty();
    }
    int expected = at + 1;
    // A line at the wrong depth is noticed there, or where its neighbour does not fit.
    int tolerance = mutation == Mutation.INDENTED || mutation == Mutation.OUTDENTED ? 1 : 0;
    return Optional.of(
        lines(loaded).stream()
            .anyMatch(found -> found >= expected && found <= expected + tolerance));
  }

  /// What a file says; empty if it says nothing good.
  private static Optional<String> means(Loaded loaded) {
    return loaded.configuration().map(good -> EffectiveYaml.of(good, false));
  }

  /// Leaves out what stands below a line.
  private static void removeBelow(List<String> lines, int index) {
    int indent = indent(lines.get(index));
    while (index + 1 < lines.size()
        && (lines.get(index + 1).isBlank() || indent(lines.get(index + 1)) > indent)) {
      lines.remove(index + 1);
    }
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }

  private static List<Integer> lines(Loaded loaded) {
    return loaded.problems(Problem.Severity.ERROR).stream()
        .flatMap(problem -> problem.position().stream())
        .map(position -> position.line())
        .toList();
  }

  private static Loaded read(String text) {
    Environment.Reader files = _ -> text;
    return new ConfigurationReader(Components.ALL, new Environment(Map.of(), files, files))
        .read(List.of("file.yaml"), List.of());
  }

  /// The examples in which nothing is wrong.
  private static List<String> files() throws IOException {
    List<String> texts = new ArrayList<>(List.of(RELAY));
    for (String folder : List.of("examples")) {
      if (Files.isDirectory(ROOT.resolve(folder))) {
        try (Stream<Path> found = Files.walk(ROOT.resolve(folder))) {
          for (Path file :
              found.filter(each -> each.toString().endsWith(".yaml")).sorted().toList()) {
            texts.add(Files.readString(file));
          }
        }
      }
    }
    assertThat(read(RELAY).problems(Problem.Severity.ERROR)).isEmpty();
    return texts.stream()
        .filter(text -> read(text).problems(Problem.Severity.ERROR).isEmpty())
        .toList();
  }
}
