package io.tailrace.component;

import java.time.Duration;

/// What an exporter's backend made of one request. The relay decides from it what happens to
/// the items next.
public sealed interface Delivery {
  /// The backend has all items.
  Delivery DELIVERED = new Delivered();

  /// The backend has all items.
  record Delivered() implements Delivery {}

  /// The backend has the items but for some that it refused for good.
  ///
  /// @param rejected how many it refused
  /// @param reason what it said
  record Partial(long rejected, String reason) implements Delivery {}

  /// The same request may succeed later: 429, 502, 503, 504, UNAVAILABLE, a connection that broke.
  ///
  /// @param reason what happened
  /// @param after the least time to wait that the backend asked for, zero if it did not
  record Retry(String reason, Duration after) implements Delivery {}

  /// The fault lies with the endpoint or our access to it (401, 403, 404, 405, UNAUTHENTICATED,
  /// PERMISSION_DENIED, UNIMPLEMENTED, TLS, DNS): retried for as long as it takes, with an
  /// alarm, and never blamed on the items.
  ///
  /// @param reason what happened
  record Unreachable(String reason) implements Delivery {}

  /// The backend refuses this payload for good: 400, 413, 422, INVALID_ARGUMENT.
  ///
  /// @param reason what it said
  record Refused(String reason) implements Delivery {}
}
