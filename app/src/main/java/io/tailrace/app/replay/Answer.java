package io.tailrace.app.replay;

/// What a client was told about a request, as far as it matters to what it does next.
///
/// @param verdict what to do next
/// @param detail the status and message, for people
public record Answer(Verdict verdict, String detail) {
  static final Answer ACKNOWLEDGED = new Answer(Verdict.ACKNOWLEDGED, "");

  /// What a client does next.
  public enum Verdict {
    /// The server has taken responsibility.
    ACKNOWLEDGED,
    /// The same request may be sent again, as OTLP says for this status or this failure.
    RETRY,
    /// The same request is refused for good.
    REJECTED
  }

  static Answer retry(String detail) {
    return new Answer(Verdict.RETRY, detail);
  }

  static Answer rejected(String detail) {
    return new Answer(Verdict.REJECTED, detail);
  }
}
