package io.tailrace.processors.tail_sampling;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// A set of texts that finds them as bytes.
final class TextSet {
  private static final byte[] FREE = {};

  /// Twice as many places as texts, at least; an empty array is a free one.
  private final byte[][] places;

  TextSet(List<String> texts) {
    places = new byte[Integer.highestOneBit(Math.max(1, texts.size())) << 2][];
    Arrays.fill(places, FREE);
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      int place = find(bytes, 0, bytes.length);
      places[place] = bytes;
    }
  }

  /// Whether a run of bytes is one of the texts; an empty one is not.
  boolean contains(byte[] bytes, int start, int end) {
    return end > start && places[find(bytes, start, end)].length > 0;
  }

  private int find(byte[] bytes, int start, int end) {
    int place = Bytes.hash(bytes, start, end) & (places.length - 1);
    while (places[place].length > 0
        && !Arrays.equals(places[place], 0, places[place].length, bytes, start, end)) {
      place = (place + 1) & (places.length - 1);
    }
    return place;
  }
}
