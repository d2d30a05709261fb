package io.tailrace.component.attributes;

import java.util.Locale;
import java.util.Optional;

/// What an action does.
enum ActionKind {
  INSERT,
  UPDATE,
  UPSERT,
  DELETE,
  HASH,
  EXTRACT,
  CONVERT;

  /// Finds an action by its name in any case.
  static Optional<ActionKind> of(String name) {
    for (ActionKind kind : values()) {
      if (kind.name().equals(name.toUpperCase(Locale.ROOT))) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  boolean sets() {
    return this == INSERT || this == UPDATE || this == UPSERT;
  }

  boolean takesPatternOfKeys() {
    return this == DELETE || this == HASH;
  }
}
