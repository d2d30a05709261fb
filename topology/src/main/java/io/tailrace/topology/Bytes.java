package io.tailrace.topology;

import java.util.List;

/// Joining of serialised requests.
final class Bytes {
  private Bytes() {}

  /// Concatenates; a single part is returned as it is.
  ///
  /// @param length the sum of the parts' lengths
  static byte[] join(List<byte[]> parts, int length) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    byte[] joined = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return joined;
  }
}
