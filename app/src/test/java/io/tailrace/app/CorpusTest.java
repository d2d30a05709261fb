package io.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.config.ConfigurationReader;
import io.tailrace.config.Environment;
import io.tailrace.config.Loaded;
import io.tailrace.config.Problem;
import io.tailrace.config.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Compares with what a Collector says to configurations as people write them, good and bad.
///
/// `corpus/record` wrote its verdicts to `verdicts.tsv`. Where ours is another, `differences.tsv`
/// says why.
class CorpusTest {
  private static final Path CORPUS =
      Path.of(System.getProperty("tailrace.root"))
          .resolve("app/src/test/resources/io/tailrace/app/corpus");

  @Test
  void saysWhatTheCollectorSaysButForTheDifferencesThatHaveAReason() throws IOException {
    Map<String, String> theirs = table("verdicts.tsv");
    Map<String, String> reasons = table("differences.tsv");
    Map<String, String> different = new TreeMap<>();
    for (String file : files()) {
      Loaded loaded = read(file);
      String ours = loaded.configuration().isPresent() ? "valid" : "invalid";
      if (!ours.equals(theirs.get(file))) {
        List<Problem> errors = loaded.problems(Problem.Severity.ERROR);
        different.put(file, "is " + ours + " here\n" + Report.text(errors, false));
      }
    }
    different.forEach((file, what) -> assertThat(reasons).as(file + " " + what).containsKey(file));

    assertThat(theirs.keySet()).containsExactlyInAnyOrderElementsOf(files());
    assertThat(files()).hasSizeGreaterThan(60);
    assertThat(reasons.keySet()).isEqualTo(different.keySet());
    assertThat(reasons.values()).allMatch(reason -> !reason.isBlank());
  }

  @Test
  void whatIsRefusedIsExplainedAtAPlace() throws IOException {
    List<String> vague = new ArrayList<>();
    for (String file : files()) {
      Loaded loaded = read(file);
      List<Problem> errors = loaded.problems(Problem.Severity.ERROR);
      boolean placed = errors.stream().allMatch(error -> error.position().isPresent());
      boolean nothing = Files.readString(CORPUS.resolve(file)).lines().allMatch(CorpusTest::empty);
      assertThat(loaded.configuration().isPresent()).as(file).isEqualTo(errors.isEmpty());
      if (!placed && !nothing) {
        vague.add(file + " " + errors);
      }
    }
    assertThat(vague).isEmpty();
  }

  private static boolean empty(String line) {
    return line.isBlank() || line.startsWith("#");
  }

  private static Loaded read(String file) {
    return new ConfigurationReader(Components.ALL, Environment.of(Map.of()))
        .read(List.of(CORPUS.resolve(file).toString()), List.of());
  }

  private static List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(CORPUS)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".yaml"))
          .sorted()
          .toList();
    }
  }

  /// The second column by the first.
  private static Map<String, String> table(String name) throws IOException {
    Map<String, String> rows = new TreeMap<>();
    for (String line : Files.readAllLines(CORPUS.resolve(name))) {
      String[] columns = line.split("\t", -1);
      rows.put(columns[0], columns[1]);
    }
    return rows;
  }
}
