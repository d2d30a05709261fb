package io.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.config.ConfigurationReader;
import io.tailrace.config.Environment;
import io.tailrace.config.Loaded;
import io.tailrace.config.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("tailrace.root")).resolve("examples");

  @ParameterizedTest
  @MethodSource("examples")
  void isValid(Path example) {
    Loaded loaded =
        new ConfigurationReader(Components.ALL, Environment.of(Map.of()))
            .read(List.of(example.toString()), List.of());
    assertThat(loaded.configuration()).as(Report.text(loaded.problems(), false)).isPresent();
  }

  @Test
  void theDefaultIsTheOneThatComesWithTheProduct() throws IOException {
    assertThat(ConfigOptions.builtIn())
        .isEqualTo(Files.readString(EXAMPLES.resolve("default.yaml")));
  }

  static List<Path> examples() throws IOException {
    try (var files = Files.list(EXAMPLES)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }
}
