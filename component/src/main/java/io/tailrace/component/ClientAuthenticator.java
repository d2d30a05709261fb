package io.tailrace.component;

import java.util.Map;

/// Gives the credentials of outgoing requests.
public interface ClientAuthenticator {
  /// The headers to add to the next request, by lower-case name. Cheap, because it is asked for
  /// every request.
  Map<String, String> headers();
}
