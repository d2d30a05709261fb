package io.tailrace.extensions.basicauth;

import io.tailrace.component.Host;
import io.tailrace.component.StartException;
import io.tailrace.extensions.basicauth.BasicAuthConfig.ClientAuth;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The name and password that a client sends, from the configuration or from files that may
/// change.
final class OwnCredentials {
  private static final Logger LOG = LoggerFactory.getLogger(OwnCredentials.class);
  private static final Duration SOON = Duration.ofSeconds(1);

  private final ClientAuth config;
  private final Host host;
  private final InstantSource clock;
  private volatile String header = "";
  private volatile Instant due = Instant.EPOCH;

  OwnCredentials(ClientAuth config, Host host) {
    this.config = config;
    this.host = host;
    this.clock = host.clock();
  }

  void open() throws StartException {
    try {
      header = read();
      due = clock.instant().plus(SOON);
    } catch (IOException e) {
      throw new StartException(
          "%s cannot read its credentials (%s): check client_auth.username_file and"
                  .formatted(host.id(), e)
              + " client_auth.password_file",
          e);
    }
  }

  /// The header to send now.
  String header() {
    boolean files = !config.usernameFile().isEmpty() || !config.passwordFile().isEmpty();
    Instant now = clock.instant();
    if (files && !now.isBefore(due)) {
      due = now.plus(SOON);
      try {
        header = read();
      } catch (IOException e) {
        LOG.warn("{} cannot read its credentials again: {}", host.id(), e.toString());
      }
    }
    return header;
  }

  private String read() throws IOException {
    String pair =
        text(config.usernameFile(), config.username())
            + ":"
            + text(config.passwordFile(), config.password().reveal());
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(String file, String otherwise) throws IOException {
    return file.isEmpty() ? otherwise : Files.readString(Path.of(file)).strip();
  }
}
