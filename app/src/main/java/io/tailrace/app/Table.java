package io.tailrace.app;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// Rows under headings: aligned columns for a person, tabs between the fields otherwise.
final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  Table(String... headings) {
    rows.add(List.of(headings));
  }

  Table row(Object... cells) {
    rows.add(List.of(cells).stream().map(Object::toString).toList());
    return this;
  }

  void print(PrintWriter out, Terminal terminal) {
    if (!terminal.interactive()) {
      rows.forEach(row -> out.println(String.join("\t", row)));
      out.flush();
      return;
    }
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    rows.forEach(
        row -> {
          for (int i = 0; i < columns; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
          }
        });
    for (int r = 0; r < rows.size(); r++) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String cell = rows.get(r).get(i);
        line.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
      }
      out.println(
          r == 0 ? terminal.bold(line.toString().strip()) : line.toString().stripTrailing());
    }
    out.flush();
  }
}
