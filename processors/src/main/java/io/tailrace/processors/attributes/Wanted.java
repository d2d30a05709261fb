package io.tailrace.processors.attributes;

import io.tailrace.component.attributes.AttributeList;
import io.tailrace.component.attributes.AttributeValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// An attribute that something must have.
///
/// @param value the value that it must equal, absent when texts decide or any value will do
/// @param texts the texts that its value must be one of
record Wanted(byte[] key, Optional<AttributeValue> value, Optional<Texts> texts) {
  static List<Wanted> of(boolean strict, List<MatchConfig.AttributeConfig> attributes) {
    return attributes.stream().map(attribute -> of(strict, attribute)).toList();
  }

  private static Wanted of(boolean strict, MatchConfig.AttributeConfig attribute) {
    byte[] key = attribute.key().getBytes(StandardCharsets.UTF_8);
    Optional<AttributeValue> value =
        strict ? attribute.value().map(AttributeValue::of) : Optional.empty();
    Optional<Texts> texts =
        strict
            ? Optional.empty()
            : attribute.texts().findFirst().map(text -> Texts.of(false, List.of(text)));
    return new Wanted(key, value, texts);
  }

  static boolean all(List<Wanted> wanted, AttributeList attributes) {
    for (Wanted each : wanted) {
      if (!each.in(attributes)) {
        return false;
      }
    }
    return true;
  }

  private boolean in(AttributeList attributes) {
    int index = attributes.find(key);
    if (index < 0) {
      return false;
    }
    AttributeValue found = attributes.value(index);
    if (value.isPresent()) {
      return value.get().same(found);
    }
    return texts.isEmpty() || (isSingle(found) && texts.get().match(found.asText()));
  }

  private static boolean isSingle(AttributeValue value) {
    return switch (value.type()) {
      case TEXT, FLAG, WHOLE, REAL -> true;
      case EMPTY, LIST, MAP, BYTES -> false;
    };
  }
}
