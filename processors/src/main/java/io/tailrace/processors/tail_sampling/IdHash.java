package io.tailrace.processors.tail_sampling;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/// The Collector's way to sample a share of all traces: the FNV-1a hash of a salt and the id
/// against a threshold.
///
/// @param state the hash of the salt, to which the id is added
/// @param threshold the greatest hash that is sampled, unsigned
record IdHash(long state, long threshold) {
  private static final long OFFSET = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;
  private static final int PRECISION = 64;
  private static final BigInteger MOST = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  static IdHash of(String salt, double percentage) {
    long state = OFFSET;
    for (byte each : salt.getBytes(StandardCharsets.UTF_8)) {
      state = (state ^ (each & 0xff)) * PRIME;
    }
    return new IdHash(state, threshold(percentage / 100));
  }

  /// The greatest hash for a ratio: the product of 2⁶⁴ - 1 and the ratio, rounded to 64 bits of
  /// precision, half to even, and cut to a whole number.
  ///
  /// Go's `big.Float` computes it so. A product of doubles would differ in the last eleven bits.
  static long threshold(double ratio) {
    if (!(ratio > 0)) {
      return 0;
    }
    if (ratio >= 1) {
      return -1;
    }
    int exponent =
        Math.getExponent(ratio) < Double.MIN_EXPONENT ? -1074 : Math.getExponent(ratio) - 52;
    long bits = Double.doubleToRawLongBits(ratio) & 0xfffffffffffffL;
    long mantissa = exponent == -1074 ? bits : bits | 0x10000000000000L;
    BigInteger product = MOST.multiply(BigInteger.valueOf(mantissa));
    int excess = product.bitLength() - PRECISION;
    if (excess > 0) {
      product = halfToEven(product, excess);
      exponent += excess;
    }
    BigInteger whole = exponent < 0 ? product.shiftRight(-exponent) : product.shiftLeft(exponent);
    return whole.min(MOST).longValue();
  }

  private static BigInteger halfToEven(BigInteger number, int bits) {
    BigInteger cut = number.shiftRight(bits);
    BigInteger rest = number.subtract(cut.shiftLeft(bits));
    int half = rest.compareTo(BigInteger.ONE.shiftLeft(bits - 1));
    boolean up = half > 0 || (half == 0 && cut.testBit(0));
    return up ? cut.add(BigInteger.ONE) : cut;
  }

  boolean samples(long high, long low) {
    return Long.compareUnsigned(add(add(state, high), low), threshold) <= 0;
  }

  private static long add(long hash, long eight) {
    long sum = hash;
    for (int shift = Long.SIZE - 8; shift >= 0; shift -= 8) {
      sum = (sum ^ ((eight >>> shift) & 0xff)) * PRIME;
    }
    return sum;
  }
}
