package io.tailrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

final class ComparisonTest {
  private static final Map<String, List<Double>> COSTS =
      Map.of("Tailrace", List.of(6.0, 3.0, 4.0), "Collector", List.of(12.0, 12.0, 10.0));

  private record Cost(double value) implements Figures {
    @Override
    public String line() {
      return "cost " + value;
    }

    @Override
    public String threads() {
      return "";
    }
  }

  @Command
  private static final class Parsed {
    @Mixin private final LoadOptions options = new LoadOptions();
  }

  @Test
  void theRatioIsThatOfRunsWhichBelongTogether() throws Exception {
    var ratio = compare("--peer", "otelcol", "--runs", "3").ratio(Cost::value).orElseThrow();

    assertThat(ratio).isEqualTo(new Spread(0.4, 0.25, 0.5));
  }

  @Test
  void thereIsNoRatioWithoutAPeer() throws Exception {
    assertThat(compare("--runs", "1").ratio(Cost::value)).isEmpty();
  }

  @Test
  void everyFigureOfEveryCandidateIsReported() throws Exception {
    var rows = List.of(new Comparison.Row<>("what it costs", Cost::value, 1));

    assertThat(compare("--peer", "otelcol", "--runs", "3").text("exact", rows))
        .containsSubsequence(
            "Tailrace, median and range of 3, exact:",
            "what it costs",
            "4.0 (3.0 to 6.0)",
            "Collector, median and range of 3, exact:",
            "12.0 (10.0 to 12.0)");
  }

  @Test
  void bothAreLoadedAlike() {
    var load = parse("--warmup", "7", "--spans", "8", "--rate", "9", "--workers", "2").load();

    assertThat(load.warmup()).isEqualTo(7);
    assertThat(load.plan().items()).isEqualTo(8);
    assertThat(load.plan().rate()).isEqualTo(9);
    assertThat(load.warmupPlan().rate()).isEqualTo(9);
    assertThat(load.warmupPlan().workers()).isEqualTo(2);
  }

  private static Comparison<Cost> compare(String... arguments) throws Exception {
    var next = new HashMap<String, Integer>();
    return Comparison.of(
        parse(arguments),
        (candidate, _) -> {
          int run = next.merge(candidate.name(), 1, Integer::sum) - 1;
          return new Cost(COSTS.getOrDefault(candidate.name(), List.of()).get(run));
        });
  }

  private static LoadOptions parse(String... arguments) {
    var parsed = new Parsed();
    new CommandLine(parsed).parseArgs(arguments);
    return parsed.options;
  }
}
