package io.tailrace.component;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Decides whether a request may come in.
public interface ServerAuthenticator {
  /// Checks one request.
  ///
  /// @param headers gives the values of a header by its lower-case name
  Verdict authenticate(Function<String, List<String>> headers);

  /// What the authenticator found.
  sealed interface Verdict {
    /// The request may come in.
    ///
    /// @param attributes what is known about its sender, such as `subject`
    record Granted(Map<String, String> attributes) implements Verdict {}

    /// The request is refused: 401, UNAUTHENTICATED.
    ///
    /// @param reason why, without any secret
    record Denied(String reason) implements Verdict {}
  }
}
