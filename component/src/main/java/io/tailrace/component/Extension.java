package io.tailrace.component;

/// What runs beside the pipelines. An extension that authenticates also implements {@link
/// ServerAuthenticator} or {@link ClientAuthenticator}; components find it by the id that their
/// `auth.authenticator` names.
public interface Extension extends Lifecycle {
  /// Host and port that it listens on, for the lines at start; empty when it listens nowhere.
  default String address() {
    return "";
  }
}
