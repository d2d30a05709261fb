package io.tailrace.extensions.basicauth;

import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// The users of htpasswd.
///
/// Checking bcrypt takes a tenth of a second on purpose. A password that was right is remembered
/// by its digest, so that a client pays once; wrong ones are checked one at a time, so that
/// guessing cannot take more than one core.
final class Users {
  private final Map<String, PasswordHash> hashes;
  private final Map<String, byte[]> known = new ConcurrentHashMap<>();
  private final Semaphore turn = new Semaphore(1);

  private Users(Map<String, PasswordHash> hashes) {
    this.hashes = hashes;
  }

  static Users read(BasicAuthConfig.Htpasswd config, ComponentId owner) throws StartException {
    Map<String, PasswordHash> hashes = new ConcurrentHashMap<>();
    if (!config.file().isEmpty()) {
      try {
        add(Files.readString(Path.of(config.file())), hashes, owner);
      } catch (IOException e) {
        throw new StartException(
            "%s cannot read htpasswd.file %s (%s): check the path and its permissions"
                .formatted(owner, config.file(), e.getClass().getSimpleName()),
            e);
      }
    }
    add(config.inline().reveal(), hashes, owner);
    return new Users(hashes);
  }

  private static void add(String lines, Map<String, PasswordHash> hashes, ComponentId owner)
      throws StartException {
    for (String line : lines.lines().map(String::strip).toList()) {
      int colon = line.indexOf(':');
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (colon <= 0) {
        throw new StartException(
            "%s has a line without a colon in htpasswd: expected is user:hash".formatted(owner));
      }
      String user = line.substring(0, colon);
      Optional<PasswordHash> hash = PasswordHash.parse(line.substring(colon + 1).strip());
      hashes.put(
          user,
          hash.orElseThrow(
              () ->
                  new StartException(
                      "%s cannot check the password of %s: its hash is of an unknown kind. Make it"
                              .formatted(owner, user)
                          + " with: htpasswd -nbB USER PASSWORD")));
    }
  }

  boolean match(String user, String password) {
    PasswordHash hash = hashes.get(user);
    if (hash == null) {
      return false;
    }
    byte[] digest = Digests.of("SHA-256", (user + ":" + password).getBytes(StandardCharsets.UTF_8));
    byte[] before = known.get(user);
    if (before != null && MessageDigest.isEqual(before, digest)) {
      return true;
    }
    if (!check(hash, password)) {
      return false;
    }
    known.put(user, digest);
    return true;
  }

  private boolean check(PasswordHash hash, String password) {
    turn.acquireUninterruptibly();
    try {
      return hash.matches(password.getBytes(StandardCharsets.UTF_8));
    } finally {
      turn.release();
    }
  }
}
