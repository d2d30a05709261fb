package io.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.config.ConfigurationReader;
import io.tailrace.config.Environment;
import io.tailrace.config.Loaded;
import io.tailrace.config.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the pages under `docs/` show as configuration is configuration.
class DocumentationTest {
  private static final Path PAGES = Path.of(System.getProperty("tailrace.root"), "docs");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```yaml\n(.*?)^```$");
  private static final Pattern TYPE = Pattern.compile("\\btype: ([a-z_]+)");
  private static final Pattern TYPES =
      Pattern.compile("(?m)^\\| `policies\\[]::type` \\| ([^|]+) \\|");

  /// A pipeline for blocks that are a part of a file.
  private static final String REST =
      """
      receivers: {otlp: {protocols: {grpc: {}}}}
      exporters: {nop: {}}
      service:
        pipelines:
          traces: {receivers: [otlp], processors: [%s], exporters: [nop]}
          logs/checkout: {receivers: [otlp], exporters: [nop]}
      """;

  private record Block(String page, int number, String text) {
    @Override
    public String toString() {
      return page + ", block " + number;
    }

    List<String> locations() {
      if (text.contains("\nservice:")) {
        return List.of("yaml:" + text);
      }
      String part = text.startsWith("- ") ? policies() : text;
      String processors = part.startsWith("processors:\n  tail_sampling:") ? "tail_sampling" : "";
      return List.of("yaml:" + REST.formatted(processors), "yaml:" + part);
    }

    private String policies() {
      return "processors:\n  tail_sampling:\n    policies:\n" + text.indent(6);
    }
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void isValidWithoutAWarning(Block block) {
    Loaded loaded =
        new ConfigurationReader(Components.ALL, Environment.of(Map.of()))
            .read(block.locations(), List.of());
    assertThat(loaded.configuration()).as(Report.text(loaded.problems(), false)).isPresent();
    assertThat(Report.text(loaded.problems(), false)).isEmpty();
  }

  @Test
  void thePageOnTailSamplingHasAnExampleOfEveryPolicy() throws IOException {
    String reference = Files.readString(PAGES.resolve("reference/configuration.md"));
    Set<String> types =
        TYPES
            .matcher(reference)
            .results()
            .flatMap(row -> Pattern.compile("`([a-z_]+)`").matcher(row.group(1)).results())
            .map(type -> type.group(1))
            .filter(type -> !type.equals("ottl_condition"))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> shown =
        blocks().stream()
            .filter(block -> block.page().equals("tail-sampling.md"))
            .flatMap(block -> TYPE.matcher(block.text()).results())
            .map(type -> type.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(shown).isNotEmpty().isEqualTo(types);
  }

  static List<Block> blocks() throws IOException {
    List<Block> blocks = new ArrayList<>();
    try (var files = Files.list(PAGES)) {
      for (Path page : files.filter(file -> file.toString().endsWith(".md")).sorted().toList()) {
        List<MatchResult> found = BLOCK.matcher(Files.readString(page)).results().toList();
        for (int i = 0; i < found.size(); i++) {
          blocks.add(new Block(page.getFileName().toString(), i + 1, found.get(i).group(1)));
        }
      }
    }
    return blocks;
  }
}
