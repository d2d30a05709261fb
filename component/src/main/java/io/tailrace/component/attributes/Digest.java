package io.tailrace.component.attributes;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Digests values as the Collector does: SHA-256 of a text's UTF-8, of a number's eight bytes in
/// little-endian order, or of a single byte for true and false; in hexadecimal. Anything else
/// becomes an empty text.
final class Digest {
  private Digest() {}

  static AttributeValue of(AttributeValue value) {
    return switch (value.type()) {
      case TEXT -> sha256(value.held().copy());
      case FLAG -> sha256(new byte[] {(byte) (value.whole() != 0 ? 1 : 0)});
      case WHOLE, REAL -> sha256(eight(value.whole()));
      default -> AttributeValue.of("");
    };
  }

  private static byte[] eight(long bits) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(bits).array();
  }

  private static AttributeValue sha256(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return AttributeValue.of(HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
