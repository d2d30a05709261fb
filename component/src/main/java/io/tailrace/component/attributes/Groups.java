package io.tailrace.component.attributes;

import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The named groups of a regular expression.
final class Groups {
  private final Pattern pattern;
  private final byte[][] names;

  Groups(String regex) {
    pattern = Pattern.compile(regex);
    names = new byte[pattern.groupCount() + 1][];
    for (Map.Entry<String, Integer> group : pattern.namedGroups().entrySet()) {
      names[group.getValue()] = group.getKey().getBytes(StandardCharsets.UTF_8);
    }
  }

  static boolean allNamed(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return pattern.groupCount() > 0 && pattern.namedGroups().size() == pattern.groupCount();
  }

  Pattern pattern() {
    return pattern;
  }

  /// The name of a group as a key of an attribute.
  byte[] key(int group) {
    return names[group];
  }
}
