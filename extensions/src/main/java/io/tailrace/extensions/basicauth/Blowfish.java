package io.tailrace.extensions.basicauth;

import java.math.BigInteger;

/// The part of Blowfish that bcrypt needs: the key schedule with a salt, and encryption of a
/// block. It starts from the digits of π, which are computed rather than written down.
final class Blowfish {
  private static final int ROUNDS = 16;
  private static final int SUBKEYS = ROUNDS + 2;
  private static final int BOXES = 4 * 256;

  private final int[] subkeys = new int[SUBKEYS];
  private final int[] boxes = new int[BOXES];
  private int left;
  private int right;

  Blowfish() {
    System.arraycopy(Digits.OF_PI, 0, subkeys, 0, SUBKEYS);
    System.arraycopy(Digits.OF_PI, SUBKEYS, boxes, 0, BOXES);
  }

  /// Mixes a key and a salt of 16 bytes into the state.
  void expand(byte[] key, byte[] salt) {
    for (int i = 0; i < SUBKEYS; i++) {
      subkeys[i] ^= word(key, i * 4);
    }
    left = 0;
    right = 0;
    refill(subkeys, salt, 0);
    refill(boxes, salt, SUBKEYS * 4);
  }

  private void refill(int[] state, byte[] salt, int saltAt) {
    for (int i = 0; i < state.length; i += 2) {
      left ^= word(salt, saltAt + i * 4);
      right ^= word(salt, saltAt + i * 4 + 4);
      encrypt();
      state[i] = left;
      state[i + 1] = right;
    }
  }

  /// Encrypts eight bytes in place.
  void encrypt(byte[] text, int at) {
    left = word(text, at);
    right = word(text, at + 4);
    encrypt();
    put(text, at, left);
    put(text, at + 4, right);
  }

  private void encrypt() {
    int a = left;
    int b = right;
    for (int i = 0; i < ROUNDS; i += 2) {
      a ^= subkeys[i];
      b ^= mix(a) ^ subkeys[i + 1];
      a ^= mix(b);
    }
    left = b ^ subkeys[ROUNDS + 1];
    right = a ^ subkeys[ROUNDS];
  }

  private int mix(int x) {
    int sum = boxes[x >>> 24] + boxes[256 + ((x >>> 16) & 0xff)];
    return (sum ^ boxes[512 + ((x >>> 8) & 0xff)]) + boxes[768 + (x & 0xff)];
  }

  /// Reads four bytes, starting over at the end.
  private static int word(byte[] bytes, int from) {
    int word = 0;
    for (int i = 0; i < 4; i++) {
      word = (word << 8) | (bytes[(from + i) % bytes.length] & 0xff);
    }
    return word;
  }

  private static void put(byte[] bytes, int at, int word) {
    for (int i = 0; i < 4; i++) {
      bytes[at + i] = (byte) (word >>> (24 - 8 * i));
    }
  }

  /// Computed when the first password is checked.
  private static final class Digits {
    static final int[] OF_PI = pi(SUBKEYS + BOXES);

    private Digits() {}

    /// Returns that many words of the binary digits after the point, by Machin's formula.
    private static int[] pi(int words) {
      final int guard = 64;
      BigInteger one = BigInteger.ONE.shiftLeft(words * Integer.SIZE + guard);
      BigInteger pi =
          arctan(one, 5)
              .shiftLeft(2)
              .subtract(arctan(one, 239))
              .shiftLeft(2)
              .mod(one)
              .shiftRight(guard);
      int[] digits = new int[words];
      for (int i = words - 1; i >= 0; i--) {
        digits[i] = pi.intValue();
        pi = pi.shiftRight(Integer.SIZE);
      }
      return digits;
    }

    /// Returns the arctangent of 1/x, in units of `one`.
    private static BigInteger arctan(BigInteger one, int x) {
      BigInteger square = BigInteger.valueOf((long) x * x);
      BigInteger power = one.divide(BigInteger.valueOf(x));
      BigInteger sum = power;
      for (int n = 3; power.signum() != 0; n += 2) {
        power = power.divide(square).negate();
        sum = sum.add(power.divide(BigInteger.valueOf(n)));
      }
      return sum;
    }
  }
}
