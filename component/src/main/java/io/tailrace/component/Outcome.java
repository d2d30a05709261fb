package io.tailrace.component;

import java.time.Duration;

/// What became of a request that a receiver handed in. Each receiver maps it to its protocol in
/// one switch.
public sealed interface Outcome {
  /// Every record of the request is durable.
  Outcome ACCEPTED = new Accepted();

  /// Every record of the request is durable.
  record Accepted() implements Outcome {}

  /// The request is durable but for some items that can never be taken, such as one larger than
  /// any topic allows.
  ///
  /// @param rejected how many items were refused; 0 when all were taken and the reason is a warning
  /// @param reason why, for the client's logs
  record Partial(int rejected, String reason) implements Outcome {}

  /// Nothing was kept and the same request may succeed later: 503, UNAVAILABLE.
  ///
  /// @param reason why, for the client's logs
  /// @param after how long the client should wait
  record Retry(String reason, Duration after) implements Outcome {}

  /// Nothing was kept because too much is under way: 429, RESOURCE_EXHAUSTED with RetryInfo.
  ///
  /// @param reason why, for the client's logs
  /// @param after how long the client should wait
  record Overloaded(String reason, Duration after) implements Outcome {}

  /// Nothing was kept and the same request can never succeed: 400, INVALID_ARGUMENT.
  ///
  /// @param reason what is wrong with it
  record Refused(String reason) implements Outcome {}
}
