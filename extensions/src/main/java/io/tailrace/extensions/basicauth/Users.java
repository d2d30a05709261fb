package io.tailrace.extensions.basicauth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
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

  Users(Map<String, PasswordHash> hashes) {
    this.hashes = Map.copyOf(hashes);
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
