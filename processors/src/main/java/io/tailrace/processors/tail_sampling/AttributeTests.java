package io.tailrace.processors.tail_sampling;

import io.tailrace.model.Fields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The predicates of attributes, found by their keys. Of several attributes with a key the first
/// counts, as in the Collector.
final class AttributeTests {
  private static final int KEY = 1;
  private static final int VALUE = 2;
  private static final int[] NONE = {};

  private final Fields pair = new Fields();
  private final FoundValue value = new FoundValue();
  private final byte[][] keys;
  private final AttributeTest[][] tests;

  /// The numbers of the keys by their length.
  private final int[][] byLength;

  /// In which list of attributes each key was seen last.
  private final int[] seenIn;

  private int list;

  AttributeTests(List<Predicate> predicates) {
    Map<String, List<AttributeTest>> byKey = new LinkedHashMap<>();
    for (int bit = 0; bit < predicates.size(); bit++) {
      if (predicates.get(bit) instanceof Predicate.OfAttribute of) {
        byKey.computeIfAbsent(of.key(), _ -> new ArrayList<>()).add(AttributeTest.of(bit, of));
      }
    }
    keys =
        byKey.keySet().stream()
            .map(key -> key.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    tests =
        byKey.values().stream()
            .map(each -> each.toArray(AttributeTest[]::new))
            .toArray(AttributeTest[][]::new);
    seenIn = new int[keys.length];
    byLength = new int[Arrays.stream(keys).mapToInt(key -> key.length + 1).max().orElse(0)][];
    Arrays.fill(byLength, NONE);
    for (int key = 0; key < keys.length; key++) {
      int[] same = byLength[keys[key].length];
      byLength[keys[key].length] = Arrays.copyOf(same, same.length + 1);
      byLength[keys[key].length][same.length] = key;
    }
  }

  /// Whether there are none.
  boolean isEmpty() {
    return keys.length == 0;
  }

  /// Begins with the attributes of a span or a resource.
  void begin() {
    list++;
  }

  /// Looks at an attribute.
  ///
  /// @param attribute a cursor on it
  /// @param bits where the answers go, from an index on
  /// @param ofResource whether it is a resource's
  void look(Fields attribute, long[] bits, int at, boolean ofResource) {
    pair.into(attribute);
    int keyStart = attribute.end();
    int keyEnd = keyStart;
    int valueStart = keyStart;
    int valueEnd = keyStart;
    while (pair.next()) {
      if (pair.isMessage(KEY)) {
        keyStart = pair.start();
        keyEnd = pair.end();
      } else if (pair.isMessage(VALUE)) {
        valueStart = pair.start();
        valueEnd = pair.end();
      }
    }
    int key = find(attribute.bytes(), keyStart, keyEnd);
    if (key >= 0 && seenIn[key] != list) {
      seenIn[key] = list;
      value.read(attribute.bytes(), valueStart, valueEnd);
      for (AttributeTest test : tests[key]) {
        if (test.test(value, ofResource)) {
          bits[at + (test.bit() >>> 6)] |= 1L << test.bit();
        }
      }
    }
  }

  private int find(byte[] bytes, int start, int end) {
    if (end - start < byLength.length) {
      for (int key : byLength[end - start]) {
        if (Arrays.equals(keys[key], 0, keys[key].length, bytes, start, end)) {
          return key;
        }
      }
    }
    return -1;
  }
}
