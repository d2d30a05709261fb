package io.tailrace.component.client;

import io.tailrace.component.ClientAuthenticator;
import io.tailrace.component.Host;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Option;
import java.util.Optional;

/// The Collector's `auth` of a client.
public record AuthConfig(
    @Option(required = true, doc = "The extension that gives the credentials, by its id.")
        ComponentId authenticator) {
  /// Returns the extension that a configuration names, empty if it names none.
  ///
  /// @throws StartException when it is not there, or gives no credentials
  static Optional<ClientAuthenticator> find(Optional<AuthConfig> auth, Host host)
      throws StartException {
    if (auth.isEmpty()) {
      return Optional.empty();
    }
    ComponentId id = auth.get().authenticator();
    Optional<ClientAuthenticator> found = host.extension(id, ClientAuthenticator.class);
    if (found.isEmpty()) {
      throw new StartException(
          "%s names the authenticator %s, but no extension of that id gives credentials to"
                  .formatted(host.id(), id)
              + " clients: configure it below extensions and list it in service.extensions");
    }
    return found;
  }
}
