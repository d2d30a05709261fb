package io.tailrace.config;

/// A place in a source of configuration.
///
/// @param source the file as it was named, or `--set a.b`, `env:NAME`, a URL
/// @param line counted from 1
/// @param column counted from 1, in code points
/// @param length how many columns the caret marks, at least 1
public record Position(String source, int line, int column, int length) {
  /// The place as an editor takes it: `file:line:column`.
  @Override
  public String toString() {
    return source + ":" + line + ":" + column;
  }
}
