package io.tailrace.config;

import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/// Says what the YAML parser stumbled over in words that name the likely fix, at the place where
/// the fix is due: the parser notices an open quote only at the end of the file.
final class YamlWording {
  /// The problem of a line that fits no level above it.
  static final String MISINDENTED =
      "the indentation does not fit: align this line with its neighbours";

  private YamlWording() {}

  static YamlProblem of(MarkedYamlEngineException e, SourceText source) {
    String context = e.getContext() == null ? "" : e.getContext();
    String problem = e.getProblem() == null ? "" : e.getProblem();
    Optional<Mark> here = e.getProblemMark();
    Optional<Mark> opened = e.getContextMark().or(() -> here);
    if (context.contains("quoted scalar")) {
      return problem.contains("unexpected")
          ? at(opened, source, "the quote that opens here is not closed")
          : escape(here, source);
    }
    if (problem.contains("expected <block end>")) {
      return afterQuote(here, source)
          ? at(here, source, "nothing may follow a quoted value: quote all of it, or nothing")
          : at(here, source, MISINDENTED);
    }
    if (problem.contains("could not find expected ':'")) {
      return at(opened, source, "expected `key: value`; a `:` with a space after it is missing");
    }
    if (context.contains("flow")) {
      return Brackets.unclosed(source.text())
          .map(place -> unclosed(place, source))
          .orElseGet(() -> at(here, source, "expected `,` or the closing bracket here"));
    }
    return at(here, source, wording(problem));
  }

  private static YamlProblem unclosed(Brackets.Place place, SourceText source) {
    String what = place.bracket() == '[' ? "list" : "map";
    String message = "the " + what + " that opens here is not closed";
    return new YamlProblem(source.at(place.line(), place.column(), 1), message);
  }

  private static String wording(String problem) {
    if (problem.contains("TAB") || problem.contains("\\t")) {
      return "a tab cannot indent; use spaces";
    }
    if (problem.contains("mapping values are not allowed")) {
      return "a `: ` is not expected here: either this line is indented too far, or the value holds"
          + " a `: ` and needs quotes";
    }
    if (problem.contains("cannot start any token")) {
      return "a value that starts with this character needs quotes";
    }
    return problem;
  }

  /// A `\` in double quotes that starts no escape, as regular expressions and paths have it.
  private static YamlProblem escape(Optional<Mark> mark, SourceText source) {
    Position position =
        mark.map(m -> source.at(m.getLine(), m.getColumn() - 1, 2)).orElse(source.start());
    String message =
        "within double quotes `\\` starts an escape, and this is none: write `\\\\`, or use single"
            + " quotes";
    return new YamlProblem(position, message);
  }

  private static boolean afterQuote(Optional<Mark> mark, SourceText source) {
    return mark.map(
            m -> {
              String line = source.text().lines().skip(m.getLine()).findFirst().orElse("");
              int end = line.offsetByCodePoints(0, m.getColumn());
              String before = line.substring(0, end).stripTrailing();
              return before.endsWith("\"") || before.endsWith("'");
            })
        .orElse(false);
  }

  private static YamlProblem at(Optional<Mark> mark, SourceText source, String message) {
    return new YamlProblem(mark.map(m -> place(m, source)).orElse(source.start()), message);
  }

  /// What is noticed at the end of the text is shown at the end of its last line.
  private static Position place(Mark mark, SourceText source) {
    List<String> lines = source.text().lines().toList();
    if (mark.getLine() < lines.size() || lines.isEmpty()) {
      return source.at(mark.getLine(), mark.getColumn(), 1);
    }
    String last = lines.getLast();
    return source.at(lines.size() - 1, last.codePointCount(0, last.length()), 1);
  }
}
