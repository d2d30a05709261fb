package io.tailrace.config;

import java.util.List;
import java.util.Optional;

/// What came of reading a configuration: everything that is wrong with it, found in one pass.
///
/// @param configuration the configuration; absent when a problem is an error
/// @param problems errors, warnings and notices, in the order of the sources
public record Loaded(Optional<Configuration> configuration, List<Problem> problems) {
  /// Copies the problems.
  public Loaded {
    problems = List.copyOf(problems);
  }

  /// Returns the problems of one severity.
  public List<Problem> problems(Problem.Severity severity) {
    return problems.stream().filter(problem -> problem.severity() == severity).toList();
  }
}
