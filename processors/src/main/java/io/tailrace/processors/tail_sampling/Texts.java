package io.tailrace.processors.tail_sampling;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The names that summaries point at. It is bounded: the names that come when it is full are all
/// called `_other`, and long ones are cut, so that nobody can fill the memory with names.
final class Texts {
  /// How many it holds.
  static final int MOST = 16_384;

  /// No text.
  static final int NONE = 0;

  private static final int OTHER = 1;
  private static final int EMPTY = 2;
  private static final int LONGEST = 256;
  private static final int PLACES = 2 * MOST;

  private final String[] texts = new String[MOST];
  private final byte[][] bytes = new byte[MOST][];
  private final char[] places = new char[PLACES];
  private int size = EMPTY + 1;

  Texts() {
    Arrays.fill(texts, "");
    Arrays.fill(bytes, new byte[0]);
    texts[OTHER] = "_other";
  }

  /// Returns the number of a text.
  int number(byte[] source, int start, int end) {
    int stop = start + LONGEST < end ? cut(source, start + LONGEST) : end;
    if (stop == start) {
      return EMPTY;
    }
    int place = Bytes.hash(source, start, stop) & (PLACES - 1);
    while (places[place] != NONE) {
      byte[] there = bytes[places[place]];
      if (Arrays.equals(there, 0, there.length, source, start, stop)) {
        return places[place];
      }
      place = (place + 1) & (PLACES - 1);
    }
    if (size == MOST) {
      return OTHER;
    }
    places[place] = (char) size;
    bytes[size] = Arrays.copyOfRange(source, start, stop);
    texts[size] = new String(bytes[size], StandardCharsets.UTF_8);
    return size++;
  }

  /// The nearest place before an offset that is not within a character.
  private static int cut(byte[] source, int at) {
    int cut = at;
    while (at - cut < 3 && (source[cut] & 0xc0) == 0x80) {
      cut--;
    }
    return cut;
  }

  String text(int number) {
    return texts[number];
  }
}
