package io.tailrace.model;

/// Tells that bytes are no valid export request. Only {@link Inspection} expects it and answers
/// with a value; everywhere else requests were inspected when they came in, so that it means
/// that somebody else wrote to our topics.
public final class MalformedTelemetry extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /// Creates the exception.
  ///
  /// @param problem what is wrong and at which byte
  public MalformedTelemetry(String problem) {
    super(problem);
  }

  static MalformedTelemetry truncated(int at) {
    return new MalformedTelemetry("the message is cut off at byte " + at);
  }
}
