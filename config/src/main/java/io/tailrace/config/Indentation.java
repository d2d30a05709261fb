package io.tailrace.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Finds the line that stands at the wrong depth.
///
/// The parser notices only that a line fits no level above it. Where the first line of a block is
/// indented too far, that is said of the next one, which is right: the blame goes to the line that
/// does not keep the step of the file.
final class Indentation {
  private final List<String> lines;

  /// @param lines the lines of the document
  Indentation(List<String> lines) {
    this.lines = lines;
  }

  /// Returns the line to blame for one that fits no level, both counted from 0.
  int blamed(int noticed) {
    if (noticed >= lines.size() || !content(noticed)) {
      return noticed;
    }
    int indent = depth(noticed);
    int above = before(noticed, indent + 1);
    if (above < 0) {
      return noticed;
    }
    int first = next(above);
    if (strays(first, above, noticed)) {
      return first;
    }
    boolean tooFarOut = depth(above) < indent && strays(above, outside(above), noticed);
    return tooFarOut ? above : noticed;
  }

  /// Whether a line is alone at its depth, and the one that was noticed keeps the step.
  private boolean strays(int line, int outer, int noticed) {
    int above = outer < 0 ? 0 : depth(outer);
    return line < noticed && depth(noticed) - above == step() && siblings(line, noticed) == 1;
  }

  private int outside(int line) {
    return before(line, depth(line));
  }

  /// The last line before another that is indented by less than a depth; -1 if there is none.
  private int before(int line, int depth) {
    int found = line - 1;
    while (found >= 0 && (!content(found) || depth(found) >= depth)) {
      found--;
    }
    return found;
  }

  private int next(int line) {
    int next = line + 1;
    while (!content(next)) {
      next++;
    }
    return next;
  }

  private long siblings(int first, int end) {
    return lines.subList(first, end).stream()
        .filter(line -> !blank(line) && depth(line) == depth(first))
        .count();
  }

  /// How far most blocks of the document are indented.
  private int step() {
    Map<Integer, Integer> steps = new TreeMap<>();
    int before = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (content(i)) {
        if (depth(i) > before) {
          steps.merge(depth(i) - before, 1, Integer::sum);
        }
        before = depth(i);
      }
    }
    return steps.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(0);
  }

  private boolean content(int line) {
    return !blank(lines.get(line));
  }

  private static boolean blank(String line) {
    String content = line.strip();
    return content.isEmpty() || content.startsWith("#");
  }

  /// Returns how far a line is indented.
  int depth(int line) {
    return depth(lines.get(line));
  }

  private static int depth(String line) {
    return line.length() - line.stripLeading().length();
  }
}
