package io.tailrace.extensions.basicauth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// crypt by MD5, as FreeBSD defined it and Apache uses it with another magic word.
final class Md5Crypt {
  private static final String ALPHABET =
      "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int ROUNDS = 1000;
  private static final int MOST_SALT = 8;
  private static final int LENGTH = 16;

  private Md5Crypt() {}

  static String of(byte[] password, String magic, String saltText) {
    byte[] salt =
        saltText
            .substring(0, Math.min(MOST_SALT, saltText.length()))
            .getBytes(StandardCharsets.US_ASCII);
    byte[] hash = first(password, magic.getBytes(StandardCharsets.US_ASCII), salt);
    for (int round = 0; round < ROUNDS; round++) {
      MessageDigest digest = Digests.start("MD5");
      boolean odd = (round & 1) != 0;
      digest.update(odd ? password : hash);
      if (round % 3 != 0) {
        digest.update(salt);
      }
      if (round % 7 != 0) {
        digest.update(password);
      }
      digest.update(odd ? hash : password);
      hash = digest.digest();
    }
    return text(hash);
  }

  private static byte[] first(byte[] password, byte[] magic, byte[] salt) {
    byte[] inner = Digests.of("MD5", password, salt, password);
    MessageDigest digest = Digests.start("MD5");
    digest.update(password);
    digest.update(magic);
    digest.update(salt);
    for (int left = password.length; left > 0; left -= LENGTH) {
      digest.update(inner, 0, Math.min(LENGTH, left));
    }
    for (int bits = password.length; bits != 0; bits >>= 1) {
      digest.update((bits & 1) != 0 ? 0 : password[0]);
    }
    return digest.digest();
  }

  private static String text(byte[] hash) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      int last = i == 4 ? 5 : i + 12;
      append(text, ((hash[i] & 0xff) << 16) | ((hash[i + 6] & 0xff) << 8) | (hash[last] & 0xff), 4);
    }
    append(text, hash[11] & 0xff, 2);
    return text.toString();
  }

  private static void append(StringBuilder text, int value, int characters) {
    int rest = value;
    for (int i = 0; i < characters; i++) {
      text.append(ALPHABET.charAt(rest & 0x3f));
      rest >>>= 6;
    }
  }
}
