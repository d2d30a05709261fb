package io.tailrace.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what can be read of a document that is not YAML as a whole.
///
/// Cuts it at the keys of its outermost level and reads each part for itself; a part that is
/// broken is cut again at its next level, until the smallest broken part is known. Everything
/// else is kept, so that one pass finds every problem of a file.
final class YamlRecovery {
  private static final Pattern HEAD = Pattern.compile("(\\s*)([\\w./\\-]+)\\s*:\\s*(#.*)?");

  private final SourceText source;
  private final List<String> lines;
  private final Problems problems;
  private final Indentation indentation;
  private int reported;

  YamlRecovery(SourceText source, Problems problems) {
    this.source = source;
    this.lines = source.text().lines().toList();
    this.problems = problems;
    this.indentation = new Indentation(lines);
  }

  /// Reports what is broken and returns the rest.
  Optional<Node> recover(YamlProblem whole) {
    int before = reported;
    Optional<Node> rest = broken(new Part(0, lines.size()), whole);
    if (reported == before) {
      report(whole, false);
    }
    return rest;
  }

  private record Part(int from, int to) {}

  private Optional<Node> part(Part part) {
    String text = String.join("\n", lines.subList(part.from(), part.to())) + "\n";
    SourceText cut =
        new SourceText(source.name(), text, source.line() + part.from(), source.column());
    try {
      return YamlReader.document(cut, problems);
    } catch (YamlProblem problem) {
      return broken(part, problem);
    }
  }

  private Optional<Node> broken(Part part, YamlProblem problem) {
    List<Part> parts = parts(part);
    if (parts.size() == 1) {
      return inside(parts.getFirst(), problem);
    }
    int before = reported;
    List<Node> read = new ArrayList<>();
    parts.forEach(each -> part(each).ifPresent(read::add));
    if (reported == before) {
      report(problem, true);
    }
    return joined(read);
  }

  /// A part with a single key at its outermost level: what is broken stands below that key.
  private Optional<Node> inside(Part part, YamlProblem problem) {
    Matcher head = HEAD.matcher(lines.get(part.from()));
    if (!head.matches() || part.to() - part.from() < 2) {
      report(problem, true);
      return Optional.empty();
    }
    int before = reported;
    Optional<Node> below = part(new Part(part.from() + 1, part.to()));
    if (reported == before) {
      report(problem, true);
    }
    Position at = source.at(part.from(), head.group(1).length(), head.group(2).length());
    Node.Entry entry = new Node.Entry(head.group(2), at, below.orElseGet(() -> Nodes.nothing(at)));
    return Optional.of(new Node.Mapping(List.of(entry), at, Node.Origin.WRITTEN));
  }

  /// Reports a problem of a part, unless it is only that an anchor stands in another part.
  private void report(YamlProblem problem, boolean part) {
    Matcher alias = YamlTree.UNKNOWN_ANCHOR.matcher(String.valueOf(problem.getMessage()));
    if (part && alias.matches() && source.text().contains("&" + alias.group(1))) {
      return;
    }
    reported++;
    if (YamlWording.MISINDENTED.equals(problem.getMessage())) {
      misindented(problem.position());
    } else {
      problems.error(problem.position(), "", String.valueOf(problem.getMessage()));
    }
  }

  private void misindented(Position noticed) {
    int line = noticed.line() - 1 - source.line();
    int blamed = indentation.blamed(line);
    if (blamed == line) {
      problems.error(noticed, "", YamlWording.MISINDENTED);
    } else {
      Position at = source.at(blamed, indentation.depth(blamed), 1);
      problems.error(
          at, "", "the indentation does not fit: align this line with line " + noticed.line());
    }
  }

  /// The parts that start at the outermost level; whoever stands further out starts one too.
  private List<Part> parts(Part whole) {
    List<Integer> starts = new ArrayList<>();
    int level = -1;
    for (int i = whole.from(); i < whole.to(); i++) {
      String line = lines.get(i);
      String content = line.strip();
      if (content.isEmpty() || content.startsWith("#")) {
        continue;
      }
      int indent = line.length() - line.stripLeading().length();
      level = level < 0 ? indent : level;
      if (indent <= level && (starts.isEmpty() || !closes(content))) {
        starts.add(i);
      }
    }
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      int end = i + 1 < starts.size() ? starts.get(i + 1) : whole.to();
      parts.add(new Part(starts.get(i), end));
    }
    return parts.isEmpty() ? List.of(whole) : parts;
  }

  private static boolean closes(String content) {
    return content.startsWith("]") || content.startsWith("}");
  }

  private void add(Node.Entry entry, Map<String, Node.Entry> entries) {
    Node.Entry first = entries.putIfAbsent(entry.key(), entry);
    if (first != null) {
      problems.setTwice(entry.key(), entry.at(), first.at());
    }
  }

  private Optional<Node> joined(List<Node> parts) {
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    List<Node> items = new ArrayList<>();
    for (Node part : parts) {
      switch (part) {
        case Node.Mapping map -> map.entries().forEach(entry -> add(entry, entries));
        case Node.Sequence list -> items.addAll(list.items());
        case Node.Scalar _ -> {}
      }
    }
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    Position at = parts.getFirst().position();
    return Optional.of(
        entries.isEmpty()
            ? new Node.Sequence(items, at, Node.Origin.WRITTEN)
            : new Node.Mapping(List.copyOf(entries.values()), at, Node.Origin.WRITTEN));
  }
}
