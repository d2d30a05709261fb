package io.tailrace.model;

import java.util.Arrays;
import java.util.Random;

/// Damages bytes in the ways that networks, bugs and attackers do.
final class Mutation {
  private Mutation() {}

  static byte[] of(byte[] original, Random random) {
    byte[] bytes = original.clone();
    int changes = 1 + random.nextInt(2);
    for (int i = 0; i < changes && bytes.length > 0; i++) {
      int at = random.nextInt(Math.min(bytes.length, 1 + random.nextInt(bytes.length)));
      bytes =
          switch (random.nextInt(7)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> set(bytes, at, random.nextInt());
            case 2 -> set(bytes, at, bytes[at] ^ 1 << random.nextInt(8));
            case 3 -> splice(bytes, at, 0, new byte[] {(byte) random.nextInt()});
            case 4 -> splice(bytes, at, 1, new byte[0]);
            case 5 -> set(bytes, at, bytes[at] + random.nextInt(5) - 2);
            default -> {
              int size = Math.min(random.nextInt(40), bytes.length - at);
              yield splice(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + size));
            }
          };
    }
    return bytes;
  }

  private static byte[] set(byte[] bytes, int at, int value) {
    bytes[at] = (byte) value;
    return bytes;
  }

  private static byte[] splice(byte[] bytes, int at, int removed, byte[] added) {
    byte[] result = Arrays.copyOf(bytes, bytes.length - removed + added.length);
    System.arraycopy(added, 0, result, at, added.length);
    System.arraycopy(bytes, at + removed, result, at + added.length, bytes.length - at - removed);
    return result;
  }
}
