package io.tailrace.broker;

/// Tells that the embedded broker could not start: what was found, and what a person can do.
public final class BrokerStartException extends Exception {
  private static final long serialVersionUID = 1L;

  /// Creates the exception.
  ///
  /// @param problem what was found, what was expected and the likely fix, in sentences
  public BrokerStartException(String problem) {
    super(problem);
  }

  /// Creates the exception.
  ///
  /// @param problem what was found, what was expected and the likely fix, in sentences
  /// @param cause what was thrown
  public BrokerStartException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
