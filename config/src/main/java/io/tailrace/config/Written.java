package io.tailrace.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// An option of a component and where in the file it stands.
///
/// @param value what it is, given or by default; what an `Optional` holds
/// @param at where its value stands, or its section when it is not given
/// @param path the keys from the top to it
/// @param hasEffect whether it means anything here
record Written(String key, Object value, Position at, String path, boolean hasEffect) {
  /// Visits every option of a component that is there, those of its sections included, and each
  /// entry of a list of single values, but not what stands in maps and lists of sections.
  ///
  /// @param at where the component's id stands
  static void each(Configuration.Configured component, Position at, Consumer<Written> visitor) {
    String path = Keys.join(component.kind().key(), component.id().toString());
    each(component.options(), component.node(), at, path, visitor);
  }

  private static void each(
      Record options, Node node, Position at, String path, Consumer<Written> visitor) {
    List<Shape.Key> keys = Shapes.section(options.getClass()).keys();
    List<Object> values = Shapes.values(options);
    for (int i = 0; i < keys.size(); i++) {
      Shape.Key key = keys.get(i);
      Object value =
          values.get(i) instanceof Optional<?> maybe ? maybe.orElse(null) : values.get(i);
      if (value instanceof Record section && key.option().inline()) {
        each(section, node, at, path, visitor);
      } else if (value != null) {
        Optional<Node.Entry> entry =
            node instanceof Node.Mapping map ? map.entry(key.name()) : Optional.empty();
        String below = Keys.join(path, key.name());
        if (value instanceof Record section && isSection(key.shape())) {
          Position start = entry.map(Node.Entry::at).orElse(at);
          each(section, entry.map(Node.Entry::value).orElse(node), start, below, visitor);
        } else {
          Position place = entry.map(each -> each.value().position()).orElse(at);
          boolean hasEffect = key.option().noEffect().isEmpty();
          Written whole = new Written(key.name(), value, place, below, hasEffect);
          visitor.accept(whole);
          if (value instanceof List<?> list) {
            each(list, entry.map(Node.Entry::value), whole).forEach(visitor);
          }
        }
      }
    }
  }

  /// The entries of a list, each where it stands.
  private static List<Written> each(List<?> list, Optional<Node> node, Written whole) {
    List<Node> places =
        node.filter(Node.Sequence.class::isInstance)
            .map(found -> ((Node.Sequence) found).items())
            .filter(items -> items.size() == list.size())
            .orElse(List.of());
    List<Written> entries = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      Position at = places.isEmpty() ? whole.at() : places.get(i).position();
      entries.add(new Written(whole.key(), list.get(i), at, whole.path(), whole.hasEffect()));
    }
    return entries;
  }

  private static boolean isSection(Shape shape) {
    return switch (shape) {
      case Shape.Section _ -> true;
      case Shape.Maybe(Shape of) -> isSection(of);
      default -> false;
    };
  }
}
