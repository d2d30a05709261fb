package io.tailrace.component;

/// Tells that a component could not start: what happened, and what a person can do about it.
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  /// Creates the exception.
  ///
  /// @param problem what could not be done and the likely fix, as one or two sentences
  public StartException(String problem) {
    super(problem);
  }

  /// Creates the exception.
  ///
  /// @param problem what could not be done and the likely fix, as one or two sentences
  /// @param cause what was thrown
  public StartException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
