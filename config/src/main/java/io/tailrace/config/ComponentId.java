package io.tailrace.config;

/// The id of a configured component or pipeline: `type` or `type/name`.
///
/// The type is spelt as the file spells it, so that messages and metrics show what the user
/// wrote; aliases are resolved by the {@link Catalog}.
///
/// @param type what it is, `otlp`
/// @param name what tells it from others of its type, empty when there is none
public record ComponentId(String type, String name) implements Comparable<ComponentId> {
  /// Returns the id without a name.
  public static ComponentId of(String type) {
    return new ComponentId(type, "");
  }

  @Override
  public int compareTo(ComponentId other) {
    return toString().compareTo(other.toString());
  }

  /// The id as the file has it: `otlp` or `otlp/2`.
  @Override
  public String toString() {
    return name.isEmpty() ? type : type + "/" + name;
  }
}
