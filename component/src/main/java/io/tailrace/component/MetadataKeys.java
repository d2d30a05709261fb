package io.tailrace.component;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Headers whose values tell requests apart: items of requests in which they differ are not joined.
///
/// @param names in lower case, in order
/// @param most how many combinations of values are taken; 0 for no bound
public record MetadataKeys(List<String> names, long most) {
  /// Nothing tells requests apart.
  public static final MetadataKeys NONE = new MetadataKeys(List.of(), 0);

  /// Puts the names into lower case and order: requests do not tell `X-Tenant` from `x-tenant`.
  public MetadataKeys {
    names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).distinct().sorted().toList();
  }

  /// What is told apart by one of both, however many combinations there are.
  public MetadataKeys or(MetadataKeys other) {
    return new MetadataKeys(Stream.concat(names.stream(), other.names.stream()).toList(), 0);
  }

  /// Whether nothing tells requests apart.
  public boolean isEmpty() {
    return names.isEmpty();
  }
}
