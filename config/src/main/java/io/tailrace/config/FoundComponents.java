package io.tailrace.config;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// What was found below the five keys that hold components.
///
/// Places are kept for what could not be bound too, so that a component with a mistake in it does
/// not also count as missing.
final class FoundComponents {
  private final Map<Kind, Map<ComponentId, Configuration.Configured>> bound =
      new EnumMap<>(Kind.class);
  private final Map<Kind, Map<ComponentId, Position>> places = new EnumMap<>(Kind.class);

  FoundComponents() {
    for (Kind kind : Kind.values()) {
      bound.put(kind, new LinkedHashMap<>());
      places.put(kind, new LinkedHashMap<>());
    }
  }

  /// The components of a kind that could be bound.
  Map<ComponentId, Configuration.Configured> bound(Kind kind) {
    return Objects.requireNonNull(bound.get(kind));
  }

  /// Where each id of a kind stands.
  Map<ComponentId, Position> places(Kind kind) {
    return Objects.requireNonNull(places.get(kind));
  }

  Map<Kind, Map<ComponentId, Configuration.Configured>> all() {
    return bound;
  }
}
