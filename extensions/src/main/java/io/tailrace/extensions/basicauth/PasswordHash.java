package io.tailrace.extensions.basicauth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/// What htpasswd keeps of a password.
sealed interface PasswordHash {
  /// Whether it was made of this password.
  boolean matches(byte[] password);

  /// Reads a hash; empty when it is of an unknown kind or broken.
  static Optional<PasswordHash> parse(String text) {
    try {
      if (text.startsWith("$apr1$") || text.startsWith("$1$")) {
        return Optional.of(Md5.parse(text));
      }
      if (text.startsWith("$2a$") || text.startsWith("$2b$") || text.startsWith("$2y$")) {
        return Optional.of(new Slow(Bcrypt.parse(text)));
      }
      if (text.startsWith("{SHA}")) {
        return Optional.of(new Sha1(Base64.getDecoder().decode(text.substring(5)), new byte[0]));
      }
      if (text.startsWith("{SSHA}")) {
        byte[] both = Base64.getDecoder().decode(text.substring(6));
        return Optional.of(
            new Sha1(Arrays.copyOf(both, 20), Arrays.copyOfRange(both, 20, both.length)));
      }
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
    return text.startsWith("$") && text.indexOf('$', 1) > 0
        ? Optional.empty()
        : Optional.of(new Plain(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// The password itself.
  record Plain(byte[] expected) implements PasswordHash {
    @Override
    public boolean matches(byte[] password) {
      return MessageDigest.isEqual(expected, password);
    }
  }

  /// SHA-1, with or without salt.
  record Sha1(byte[] expected, byte[] salt) implements PasswordHash {
    @Override
    public boolean matches(byte[] password) {
      return MessageDigest.isEqual(expected, Digests.of("SHA-1", password, salt));
    }
  }

  /// bcrypt.
  record Slow(Bcrypt expected) implements PasswordHash {
    @Override
    public boolean matches(byte[] password) {
      return expected.matches(password);
    }
  }

  /// Apache's and Unix's crypt by MD5.
  ///
  /// @param magic `$apr1$` or `$1$`
  /// @param expected the hash as text
  record Md5(String magic, String salt, String expected) implements PasswordHash {
    static Md5 parse(String text) {
      String[] parts = text.split("\\$", -1);
      if (parts.length != 4) {
        throw new IllegalArgumentException("four parts are expected");
      }
      return new Md5("$" + parts[1] + "$", parts[2], parts[3]);
    }

    @Override
    public boolean matches(byte[] password) {
      byte[] found = Md5Crypt.of(password, magic, salt).getBytes(StandardCharsets.US_ASCII);
      return MessageDigest.isEqual(expected.getBytes(StandardCharsets.US_ASCII), found);
    }
  }
}
