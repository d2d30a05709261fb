package io.tailrace.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Collects what is found, and the places that must not be shown.
///
/// Keeps the text of every source, so that problems can quote the line they are about.
final class Problems {
  private final Map<String, List<String>> lines = new LinkedHashMap<>();
  private final List<Problem> found = new ArrayList<>();
  private final List<Position> hidden = new ArrayList<>();
  private boolean incomplete;

  /// Remembers the text of a source, to be quoted.
  void source(String name, String text) {
    lines.putIfAbsent(name, text.lines().toList());
  }

  void error(Position at, String path, String message, List<String> notes) {
    add(Problem.Severity.ERROR, Problem.About.OTHER, Optional.of(at), path, message, notes);
  }

  void error(Position at, String path, String message) {
    error(at, path, message, List.of());
  }

  /// Reports an error about a value, with where the value came from.
  void error(Node node, String path, String message) {
    error(node.position(), path, message, origin(node));
  }

  /// Reports a key that its map has already.
  void setTwice(String key, Position at, Position first) {
    error(
        at,
        "",
        "the key \"" + key + "\" is already set on line " + first.line(),
        List.of("keep one of them: a file that sets a key twice is refused"));
  }

  /// Reports an error that concerns no single place.
  void error(String message) {
    add(Problem.Severity.ERROR, Problem.About.OTHER, Optional.empty(), "", message, List.of());
  }

  void warning(Position at, String path, String message, List<String> notes) {
    add(Problem.Severity.WARNING, Problem.About.OTHER, Optional.of(at), path, message, notes);
  }

  void warning(Position at, String path, String message) {
    warning(at, path, message, List.of());
  }

  void notice(Problem.About about, Position at, String path, String message) {
    add(Problem.Severity.NOTICE, about, Optional.of(at), path, message, List.of());
  }

  /// Notices something that concerns no single place.
  void notice(String message) {
    add(Problem.Severity.NOTICE, Problem.About.OTHER, Optional.empty(), "", message, List.of());
  }

  /// Says that part of a source could not be read, so that what seems to be missing may stand
  /// there.
  void incomplete() {
    incomplete = true;
  }

  /// Whether part of a source could not be read.
  boolean isIncomplete() {
    return incomplete;
  }

  /// Marks a value that no output may show. One that runs over several lines hides them whole.
  void hide(Node.Scalar value) {
    Position at = value.position();
    hidden.add(at);
    long more = value.text().lines().count();
    for (int i = 1; more > 1 && i <= more; i++) {
      hidden.add(new Position(at.source(), at.line() + i, 1, Integer.MAX_VALUE / 2));
    }
  }

  int errors() {
    return (int)
        found.stream().filter(problem -> problem.severity() == Problem.Severity.ERROR).count();
  }

  /// Returns notes about a value, those on where it came from first.
  static List<String> origin(Node node, String... more) {
    List<String> notes = new ArrayList<>();
    if (!node.note().isEmpty()) {
      notes.add("the value is " + node.note());
    }
    notes.addAll(List.of(more));
    return notes;
  }

  /// Returns everything found, in the order of the sources and of their lines.
  List<Problem> all() {
    List<String> order = List.copyOf(lines.keySet());
    return found.stream()
        .distinct()
        .map(this::quoted)
        .sorted(
            Comparator.comparing((Problem problem) -> problem.position().isEmpty())
                .thenComparing(
                    problem -> problem.position().map(at -> order.indexOf(at.source())).orElse(0))
                .thenComparing(problem -> problem.position().map(Position::line).orElse(0))
                .thenComparing(problem -> problem.position().map(Position::column).orElse(0)))
        .toList();
  }

  private void add(
      Problem.Severity severity,
      Problem.About about,
      Optional<Position> at,
      String path,
      String message,
      List<String> notes) {
    found.add(new Problem(severity, about, message, at, path, notes, ""));
  }

  private Problem quoted(Problem problem) {
    String excerpt = problem.position().map(this::excerpt).orElse("");
    return new Problem(
        problem.severity(),
        problem.about(),
        problem.message(),
        problem.position(),
        problem.path(),
        problem.notes(),
        excerpt);
  }

  /// Returns the line of a place with everything hidden that is known by now not to be shown; empty
  /// if it is in no source.
  String excerpt(Position at) {
    List<String> text = lines.getOrDefault(at.source(), List.of());
    if (at.line() < 1 || at.line() > text.size()) {
      return "";
    }
    List<Position> here =
        hidden.stream().filter(value -> value.source().equals(at.source())).toList();
    return Masking.line(text, at.line(), here);
  }
}
