package io.tailrace.component.client;

import io.tailrace.component.Delivery;

/// What came of a request to a server.
public sealed interface Reply {
  /// The server took the request and answered.
  ///
  /// @param contentType what it says its answer is, such as `application/json`, empty if it does
  ///     not say
  /// @param message the body of its answer
  record Answer(String contentType, byte[] message) implements Reply {}

  /// The server did not take the request, or was not reached.
  ///
  /// @param delivery what that means for the items
  record Failure(Delivery delivery) implements Reply {}
}
