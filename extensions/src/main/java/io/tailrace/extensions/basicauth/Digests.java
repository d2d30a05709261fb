package io.tailrace.extensions.basicauth;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Message digests that every JDK has.
final class Digests {
  private Digests() {}

  static MessageDigest start(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] of(String algorithm, byte[]... parts) {
    MessageDigest digest = start(algorithm);
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }
}
