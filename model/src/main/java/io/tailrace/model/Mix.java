package io.tailrace.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Hashes that decide where data goes. They are part of the topics' layout: changing one sends
/// a trace that is under way to another partition.
final class Mix {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private Mix() {}

  /// Spreads a number over all 64 bits (the finaliser of MurmurHash3).
  static long mix(long value) {
    long v = value;
    v = (v ^ (v >>> 33)) * 0xff51afd7ed558ccdL;
    v = (v ^ (v >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return v ^ (v >>> 33);
  }

  /// Hashes bytes, eight at a time.
  static long hash(byte[] bytes, int start, int end) {
    long hash = GOLDEN ^ (end - start);
    int i = start;
    for (; i + Long.BYTES <= end; i += Long.BYTES) {
      hash = mix(hash ^ (long) LONG.get(bytes, i)) + GOLDEN;
    }
    long tail = 0;
    for (int shift = 0; i < end; i++, shift += 8) {
      tail |= (bytes[i] & 0xffL) << shift;
    }
    return mix(hash ^ tail);
  }
}
