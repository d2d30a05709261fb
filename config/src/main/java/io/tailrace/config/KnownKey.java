package io.tailrace.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A key that configurations may have, by the name under which tests say that they prove it.
///
/// @param name the record that the key belongs to and the key: `RetryConfig.initial_interval`
/// @param kind what stands below it
/// @param owner the record, which tells keys apart whose names are the same
public record KnownKey(String name, Kind kind, Class<? extends Record> owner) {
  /// What a key is for.
  public enum Kind {
    /// Its value changes what happens.
    EFFECTIVE,
    /// It is accepted without effect, which is said at start and in the reference.
    WITHOUT_EFFECT,
    /// It only holds other keys, and means nothing by itself.
    SECTION
  }

  /// Returns all keys of a catalog's components and of `service.telemetry`, in no order.
  ///
  /// What stands below a key without effect is left out, unless it stands elsewhere too.
  public static Set<KnownKey> of(Catalog catalog) {
    Map<Class<?>, List<KnownKey>> seen = new LinkedHashMap<>();
    Stream.concat(
            catalog.types().stream().map(Catalog.Type::options), Stream.of(TelemetryOptions.class))
        .forEach(record -> walk(Shapes.section(record), seen));
    return seen.values().stream().flatMap(List::stream).collect(Collectors.toUnmodifiableSet());
  }

  private static void walk(Shape.Section section, Map<Class<?>, List<KnownKey>> seen) {
    if (seen.containsKey(section.type())) {
      return;
    }
    List<KnownKey> keys = new ArrayList<>();
    seen.put(section.type(), keys);
    for (Shape.Key key : section.keys()) {
      Kind kind = kind(key);
      String name = section.type().getSimpleName() + "." + key.name();
      keys.add(new KnownKey(name, kind, section.type()));
      if (kind != Kind.WITHOUT_EFFECT) {
        below(key.shape(), seen);
      }
    }
  }

  private static Kind kind(Shape.Key key) {
    if (!key.option().noEffect().isEmpty()) {
      return Kind.WITHOUT_EFFECT;
    }
    return key.shape() instanceof Shape.Section ? Kind.SECTION : Kind.EFFECTIVE;
  }

  private static void below(Shape shape, Map<Class<?>, List<KnownKey>> seen) {
    switch (shape) {
      case Shape.Section section -> walk(section, seen);
      case Shape.Maybe(Shape of) -> below(of, seen);
      case Shape.Many(Shape of) -> below(of, seen);
      case Shape.Named(Shape of) -> below(of, seen);
      default -> {}
    }
  }
}
