package io.tailrace.processors.tail_sampling;

/// A run of bytes in a request, looked at where it lies.
final class Bytes {
  private static final int PRIME = 0x01000193;

  private Bytes() {}

  /// Hashes a run; equal runs have equal hashes.
  static int hash(byte[] bytes, int start, int end) {
    int hash = end - start;
    for (int i = start; i < end; i++) {
      hash = (hash ^ bytes[i]) * PRIME;
    }
    return hash ^ (hash >>> 15);
  }
}
