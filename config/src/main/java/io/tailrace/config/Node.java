package io.tailrace.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A value of the configuration that knows where it came from. Two are equal when they hold the
/// same, wherever they stand and whatever the order of keys: a comment above, or a default that
/// is written out, makes no option another.
public sealed interface Node {
  /// Where it stands.
  Position position();

  /// How it came there.
  Origin origin();

  /// How it came there if not by being written there, such as `from the environment variable
  /// API_KEY`; empty otherwise.
  default String note() {
    return origin().note();
  }

  /// A single value. Both what it means and what was written are kept, so that a text field
  /// receives an expanded `0123` as it is.
  ///
  /// @param value null, a Boolean, Long, BigInteger, Double, Instant or String, resolved as
  ///     go-yaml v3 does
  /// @param text what was written, after expansion
  record Scalar(@Nullable Object value, String text, Position position, Origin origin)
      implements Node {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Scalar that
          && Objects.equals(value, that.value)
          && text.equals(that.text);
    }

    @Override
    public int hashCode() {
      return text.hashCode();
    }
  }

  /// A sequence.
  record Sequence(List<Node> items, Position position, Origin origin) implements Node {
    /// Copies the items.
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Sequence that && items.equals(that.items);
    }

    @Override
    public int hashCode() {
      return items.hashCode();
    }
  }

  /// A mapping, in the order of the file.
  record Mapping(List<Entry> entries, Position position, Origin origin) implements Node {
    /// Copies the entries.
    public Mapping {
      entries = List.copyOf(entries);
    }

    /// Returns the entry with the key.
    public Optional<Entry> entry(String key) {
      return entries.stream().filter(entry -> entry.key().equals(key)).findFirst();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Mapping that
          && entries.size() == that.entries.size()
          && entries.stream()
              .allMatch(each -> that.entry(each.key()).filter(each::sameValue).isPresent());
    }

    @Override
    public int hashCode() {
      return entries.stream().mapToInt(each -> each.key().hashCode()).sum();
    }
  }

  /// A key with its value.
  ///
  /// @param key the key as text
  /// @param at where the key stands
  record Entry(String key, Position at, Node value) {
    private boolean sameValue(Entry other) {
      return value.equals(other.value);
    }
  }

  /// How a value came to its place.
  ///
  /// @param note in words, to follow "the value is"; empty when it is written there
  /// @param expanded what an expression such as `${env:KEY}` stands for, as text; absent when the
  ///     value was no expression
  record Origin(String note, Optional<String> expanded) {
    /// The value is written where it stands.
    public static final Origin WRITTEN = new Origin("", Optional.empty());

    static Origin merged(String note) {
      return new Origin(note, Optional.empty());
    }
  }

  /// Whether it is empty: a key without a value, `~` or `null`.
  default boolean isNull() {
    return this instanceof Scalar scalar && scalar.value() == null;
  }
}
