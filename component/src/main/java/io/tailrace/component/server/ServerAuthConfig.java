package io.tailrace.component.server;

import io.tailrace.component.Host;
import io.tailrace.component.ServerAuthenticator;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Option;
import java.util.List;
import java.util.Optional;

/// The Collector's `auth` of a server.
public record ServerAuthConfig(
    @Option(required = true, doc = "The extension that checks requests, by its id.")
        ComponentId authenticator,
    @Option(
            doc =
                "Query parameters that are shown to the extension as if they were headers. HTTP"
                    + " only.")
        List<String> requestParams) {
  /// Returns the extension that checks requests, empty when there is no such section.
  ///
  /// @throws StartException when the extension is not there, or does not check requests
  static Optional<ServerAuthenticator> find(Optional<ServerAuthConfig> config, Host host)
      throws StartException {
    if (config.isEmpty()) {
      return Optional.empty();
    }
    ComponentId id = config.get().authenticator();
    return Optional.of(
        host.extension(id, ServerAuthenticator.class)
            .orElseThrow(
                () ->
                    new StartException(
                        "%s names the authenticator %s, but no extension of that id checks"
                                .formatted(host.id(), id)
                            + " requests: configure it below extensions and list it in"
                            + " service.extensions")));
  }
}
