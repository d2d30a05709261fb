package io.tailrace.extensions.basicauth;

import io.tailrace.component.Host;
import io.tailrace.component.Reloading;
import io.tailrace.component.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The users of htpasswd, from the configuration and from a file that may change.
final class Htpasswd {
  private final BasicAuthConfig.Htpasswd config;
  private final Host host;
  private String text = "";
  private Users users = new Users(Map.of());

  private Htpasswd(BasicAuthConfig.Htpasswd config, Host host) {
    this.config = config;
    this.host = host;
  }

  /// Reads a file for the first time; from then on a change is seen within a second.
  static Reloading<Users> open(BasicAuthConfig.Htpasswd config, Host host) throws StartException {
    Duration interval = config.file().isEmpty() ? Duration.ZERO : Reloading.SOON;
    return Reloading.open(new Htpasswd(config, host)::read, host.clock(), interval);
  }

  /// The users stay the same, with what is known of their passwords, while the text does.
  private synchronized Users read() throws StartException {
    String found = text();
    if (!found.equals(text)) {
      users = new Users(hashes(found));
      text = found;
    }
    return users;
  }

  private String text() throws StartException {
    if (config.file().isEmpty()) {
      return config.inline().reveal();
    }
    try {
      return Files.readString(Path.of(config.file())) + "\n" + config.inline().reveal();
    } catch (IOException e) {
      throw new StartException(
          "%s cannot read htpasswd.file %s (%s): check the path and its permissions"
              .formatted(host.id(), config.file(), e.getClass().getSimpleName()),
          e);
    }
  }

  private Map<String, PasswordHash> hashes(String lines) throws StartException {
    Map<String, PasswordHash> hashes = new HashMap<>();
    for (String line : lines.lines().map(String::strip).toList()) {
      int colon = line.indexOf(':');
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (colon <= 0) {
        throw new StartException(
            "%s has a line without a colon in htpasswd: expected is user:hash"
                .formatted(host.id()));
      }
      String user = line.substring(0, colon);
      Optional<PasswordHash> hash = PasswordHash.parse(line.substring(colon + 1).strip());
      hashes.put(user, hash.orElseThrow(() -> unknown(user)));
    }
    return hashes;
  }

  private StartException unknown(String user) {
    return new StartException(
        "%s cannot check the password of %s: its hash is of an unknown kind. Make it with:"
                .formatted(host.id(), user)
            + " htpasswd -nbB USER PASSWORD");
  }
}
