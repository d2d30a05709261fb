package io.tailrace.extensions.basicauth;

import io.tailrace.component.Host;
import io.tailrace.component.Reloading;
import io.tailrace.component.StartException;
import io.tailrace.extensions.basicauth.BasicAuthConfig.ClientAuth;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;

/// The header with the name and password that a client sends, from the configuration or from files
/// that may change.
record OwnCredentials(ClientAuth config, Host host) {
  /// Reads the files for the first time; from then on a change is seen within a second.
  Reloading<String> open() throws StartException {
    boolean files = !config.usernameFile().isEmpty() || !config.passwordFile().isEmpty();
    return Reloading.open(this::header, host.clock(), files ? Reloading.SOON : Duration.ZERO);
  }

  private String header() throws StartException {
    try {
      String pair =
          text(config.usernameFile(), config.username())
              + ":"
              + text(config.passwordFile(), config.password().reveal());
      return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new StartException(
          "%s cannot read its credentials (%s): check client_auth.username_file and"
                  .formatted(host.id(), e)
              + " client_auth.password_file",
          e);
    }
  }

  private static String text(String file, String otherwise) throws IOException {
    return file.isEmpty() ? otherwise : Files.readString(Path.of(file)).strip();
  }
}
