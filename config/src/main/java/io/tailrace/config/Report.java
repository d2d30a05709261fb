package io.tailrace.config;

import java.util.ArrayList;
import java.util.List;

/// Writes problems for people and for machines.
///
/// For people each one starts with `file:line:column`, which editors and terminals make a link of,
/// and shows the line with carets below the place.
public final class Report {
  private static final String RED = "\u001b[31m";
  private static final String YELLOW = "\u001b[33m";
  private static final String BLUE = "\u001b[34m";
  private static final String BOLD = "\u001b[1m";
  private static final String PLAIN = "\u001b[0m";

  private Report() {}

  /// Returns the problems as text, with a line that counts them at the end; empty for none.
  ///
  /// @param colours whether to mark the text with ANSI colours
  public static String text(List<Problem> problems, boolean colours) {
    if (problems.isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    problems.forEach(problem -> text(problem, colours, out));
    return out.append(summary(problems)).append('\n').toString();
  }

  /// Counts the problems: `2 errors, 1 warning`.
  public static String summary(List<Problem> problems) {
    List<String> counts = new ArrayList<>();
    for (Problem.Severity severity : Problem.Severity.values()) {
      long count = problems.stream().filter(problem -> problem.severity() == severity).count();
      if (count > 0) {
        counts.add(count + " " + severity.word() + (count == 1 ? "" : "s"));
      }
    }
    return counts.isEmpty() ? "no problems" : String.join(", ", counts);
  }

  private static void text(Problem problem, boolean colours, StringBuilder out) {
    String colour =
        switch (problem.severity()) {
          case ERROR -> RED;
          case WARNING -> YELLOW;
          case NOTICE -> BLUE;
        };
    problem.position().filter(at -> at.line() > 0).ifPresent(at -> out.append(at).append(": "));
    out.append(paint(problem.severity().word(), colour, colours)).append(": ");
    out.append(paint(problem.message(), BOLD, colours)).append('\n');
    String margin = margin(problem);
    problem.position().ifPresent(at -> excerpt(problem, at, colour, colours, out));
    if (!problem.path().isEmpty()) {
      out.append(margin).append("in ").append(problem.path()).append('\n');
    }
    problem.notes().forEach(note -> out.append(margin).append(note).append('\n'));
    out.append('\n');
  }

  private static String margin(Problem problem) {
    int digits =
        problem.excerpt().isEmpty()
            ? 0
            : String.valueOf(problem.position().orElseThrow().line()).length();
    return " ".repeat(digits + 2) + "= ";
  }

  private static void excerpt(
      Problem problem, Position at, String colour, boolean colours, StringBuilder out) {
    if (problem.excerpt().isEmpty()) {
      return;
    }
    String number = String.valueOf(at.line());
    String line = problem.excerpt();
    int length = line.codePointCount(0, line.length());
    int start = Math.min(at.column() - 1, length);
    int carets = Math.max(1, Math.min(at.length(), length - start));
    out.append(' ').append(number).append(" | ").append(line).append('\n');
    out.append(" ".repeat(number.length() + 1)).append(" | ").append(indent(line, start));
    out.append(paint("^".repeat(carets), colour, colours)).append('\n');
  }

  /// As much space as the start of the line takes: its tabs stay tabs.
  private static String indent(String line, int columns) {
    StringBuilder space = new StringBuilder();
    line.codePoints().limit(columns).forEach(c -> space.append(c == '\t' ? '\t' : ' '));
    return space.toString();
  }

  private static String paint(String text, String colour, boolean colours) {
    return colours ? colour + text + PLAIN : text;
  }

  /// Returns the problems as a JSON array: `severity`, `message`, `file`, `line`, `column`,
  /// `length`, `path`, `notes`, `excerpt`.
  public static String json(List<Problem> problems) {
    return problems.stream()
        .map(Report::json)
        .collect(java.util.stream.Collectors.joining(",\n  ", "[\n  ", "\n]\n"));
  }

  private static String json(Problem problem) {
    List<String> fields = new ArrayList<>();
    fields.add("\"severity\": " + Json.text(problem.severity().word()));
    fields.add("\"message\": " + Json.text(problem.message()));
    problem
        .position()
        .ifPresent(
            at -> {
              fields.add("\"file\": " + Json.text(at.source()));
              fields.add("\"line\": " + at.line());
              fields.add("\"column\": " + at.column());
              fields.add("\"length\": " + at.length());
            });
    fields.add("\"path\": " + Json.text(problem.path()));
    fields.add(
        "\"notes\": ["
            + String.join(", ", problem.notes().stream().map(Json::text).toList())
            + "]");
    fields.add("\"excerpt\": " + Json.text(problem.excerpt()));
    return "{" + String.join(", ", fields) + "}";
  }
}
