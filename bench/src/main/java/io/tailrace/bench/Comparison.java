package io.tailrace.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// What several runs of each candidate showed.
///
/// @param <S> what one run shows
final class Comparison<S extends Figures> {
  private final Map<String, List<S>> samples = new LinkedHashMap<>();

  /// One line of the report.
  ///
  /// @param what it tells
  /// @param value its figure
  /// @param decimals of the figure
  record Row<S>(String what, ToDoubleFunction<S> value, int decimals) {}

  /// How one run of a candidate is measured.
  interface Trial<S> {
    /// Runs it once with a fresh process.
    S run(Candidate candidate, int round) throws IOException, InterruptedException;
  }

  /// Measures all candidates in turns and prints each run.
  static <S extends Figures> Comparison<S> of(LoadOptions options, Trial<S> trial)
      throws IOException, InterruptedException {
    var comparison = new Comparison<S>();
    for (int run = 0; run < options.runs(); run++) {
      for (var candidate : options.candidates()) {
        var sample = trial.run(candidate, run);
        comparison.samples.computeIfAbsent(candidate.name(), _ -> new ArrayList<>()).add(sample);
        System.out.printf("  run %d %-9s %s%n", run + 1, candidate.name(), sample.line());
        if (options.threads()) {
          System.out.print(sample.threads());
        }
      }
    }
    return comparison;
  }

  /// Returns median and range of every figure of every candidate.
  ///
  /// @param held what was checked in every run
  String text(String held, List<Row<S>> rows) {
    var text = new StringBuilder();
    samples.forEach(
        (name, runs) -> {
          text.append("%s, median and range of %d, %s:%n".formatted(name, runs.size(), held));
          rows.forEach(row -> text.append("  %-30s %s%n".formatted(row.what, text(row, runs))));
        });
    return text.toString();
  }

  private String text(Row<S> row, List<S> runs) {
    return Spread.of(runs.stream().map(row.value::applyAsDouble).toList()).text(row.decimals);
  }

  /// Returns the ratio of the first candidate to the other one, run by run, empty if there are not
  /// two.
  Optional<Spread> ratio(ToDoubleFunction<S> value) {
    if (samples.size() != 2) {
      return Optional.empty();
    }
    var all = List.copyOf(samples.values());
    var ours = all.getFirst();
    var theirs = all.getLast();
    return Optional.of(
        Spread.of(
            IntStream.range(0, Math.min(ours.size(), theirs.size()))
                .mapToObj(
                    i -> value.applyAsDouble(ours.get(i)) / value.applyAsDouble(theirs.get(i)))
                .toList()));
  }
}
