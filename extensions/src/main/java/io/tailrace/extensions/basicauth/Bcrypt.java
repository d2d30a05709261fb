package io.tailrace.extensions.basicauth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/// bcrypt: Blowfish with a key schedule that is expensive on purpose (Provos and Mazières,
/// 1999).
///
/// @param cost the binary logarithm of the number of rounds
/// @param salt 16 bytes
/// @param expected the 23 bytes that the password gave
record Bcrypt(int cost, byte[] salt, byte[] expected) {
  private static final String ALPHABET =
      "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final byte[] PLAIN =
      "OrpheanBeholderScryDoubt".getBytes(StandardCharsets.US_ASCII);
  private static final int SALT_CHARACTERS = 22;
  private static final int LENGTH = 60;
  private static final int MOST_KEY = 72;

  /// Reads the form that starts with `$2a$`, `$2b$` or `$2y$`.
  ///
  /// @throws IllegalArgumentException when it is broken
  static Bcrypt parse(String text) {
    if (text.length() != LENGTH || text.charAt(6) != '$') {
      throw new IllegalArgumentException("60 characters are expected");
    }
    int cost = Integer.parseInt(text.substring(4, 6));
    if (cost < 4 || cost > 31) {
      throw new IllegalArgumentException("a cost of 4 to 31 is expected");
    }
    String rest = text.substring(7);
    return new Bcrypt(
        cost,
        decode(rest.substring(0, SALT_CHARACTERS), 16),
        decode(rest.substring(SALT_CHARACTERS), 23));
  }

  boolean matches(byte[] password) {
    byte[] key = Arrays.copyOf(password, Math.min(password.length + 1, MOST_KEY));
    return MessageDigest.isEqual(expected, hash(key));
  }

  private byte[] hash(byte[] key) {
    Blowfish cipher = new Blowfish();
    cipher.expand(key, salt);
    byte[] none = new byte[16];
    for (long round = 1L << cost; round > 0; round--) {
      cipher.expand(key, none);
      cipher.expand(salt, none);
    }
    byte[] text = PLAIN.clone();
    for (int i = 0; i < 64; i++) {
      for (int at = 0; at < text.length; at += 8) {
        cipher.encrypt(text, at);
      }
    }
    return Arrays.copyOf(text, 23);
  }

  private static byte[] decode(String text, int length) {
    byte[] bytes = new byte[length];
    int bits = 0;
    int held = 0;
    int at = 0;
    for (int i = 0; i < text.length() && at < length; i++) {
      int value = ALPHABET.indexOf(text.charAt(i));
      if (value < 0) {
        throw new IllegalArgumentException("a character is not of its alphabet");
      }
      bits = (bits << 6) | value;
      held += 6;
      if (held >= 8) {
        held -= 8;
        bytes[at++] = (byte) (bits >> held);
      }
    }
    return bytes;
  }
}
