package io.tailrace.config;

/// Ends the reading of a document that cannot be understood from some place on.
final class YamlProblem extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Position position;

  YamlProblem(Position position, String message) {
    super(message);
    this.position = position;
  }

  Position position() {
    return position;
  }
}
