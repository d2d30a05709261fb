package io.tailrace.config;

/// Text to be read, and where it stands in what the user wrote.
///
/// A configuration may stand inside of another document (a ConfigMap holds one as text): lines and
/// columns then count from where that text starts.
///
/// @param name what messages call it
/// @param text the text
/// @param line lines before it
/// @param column columns to its left
record SourceText(String name, String text, int line, int column) {
  SourceText(String name, String text) {
    this(name, text, 0, 0);
  }

  /// Returns the place of something in the text, whose line and column count from 0.
  Position at(int line, int column, int length) {
    return new Position(name, this.line + line + 1, this.column + column + 1, Math.max(1, length));
  }

  /// Where the text starts.
  Position start() {
    return at(0, 0, 1);
  }
}
