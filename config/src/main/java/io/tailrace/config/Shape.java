package io.tailrace.config;

import java.lang.reflect.Constructor;
import java.util.List;

/// What may stand below a key: what the Java type of an option says about the YAML.
sealed interface Shape {
  /// Text, as `String` or as something that text is turned into.
  record Text(List<String> oneOf) implements Shape {}

  /// A {@link Secret}.
  record Hidden() implements Shape {}

  /// An `int` or a `long`.
  record Whole(Class<?> type, long min, long max) implements Shape {}

  /// A `double`.
  record Fraction(long min, long max) implements Shape {}

  /// A `boolean`.
  record Flag() implements Shape {}

  /// A {@link java.time.Duration}.
  record Span(long min, long max) implements Shape {}

  /// An enum.
  record Choice(List<? extends Enum<?>> constants) implements Shape {}

  /// The id of an extension.
  record Reference() implements Shape {}

  /// The id of a pipeline.
  record PipelineReference() implements Shape {}

  /// A {@link Node}: whatever stands there.
  record Anything() implements Shape {}

  /// An `Optional`.
  record Maybe(Shape of) implements Shape {}

  /// A `List`.
  record Many(Shape of) implements Shape {}

  /// A `Map` from text.
  record Named(Shape of) implements Shape {}

  /// A record: a section with keys of its own.
  ///
  /// @param type the record
  /// @param maker its canonical constructor, which takes the keys' values in their order
  record Section(Class<? extends Record> type, Constructor<?> maker, List<Key> keys)
      implements Shape {
    /// The keys that may stand in the section, those of inlined records included.
    List<String> names() {
      return keys.stream()
          .flatMap(
              key ->
                  key.option().inline() && key.shape() instanceof Section inner
                      ? inner.names().stream()
                      : java.util.stream.Stream.of(key.name()))
          .toList();
    }
  }

  /// A key of a section.
  record Key(String name, Shape shape, Option option) {}
}
