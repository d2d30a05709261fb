package io.tailrace.component;

import java.time.Duration;

/// How many items an exporter joins into one request, and which.
///
/// @param minItems it waits for this many items, at most `timeout`; 0 sends what is there
/// @param maxItems it never sends more than this in one request; 0 for no bound
/// @param timeout how long it waits
/// @param apart what items must agree in
public record Batching(int minItems, int maxItems, Duration timeout, MetadataKeys apart) {
  /// Nobody said.
  public static final Batching UNSPECIFIED = new Batching(0, 0, Duration.ZERO);

  /// Joins all items.
  public Batching(int minItems, int maxItems, Duration timeout) {
    this(minItems, maxItems, timeout, MetadataKeys.NONE);
  }

  /// Returns the same for items that must agree in more.
  public Batching apart(MetadataKeys more) {
    return new Batching(minItems, maxItems, timeout, apart.or(more));
  }

  /// Whether anything was asked for.
  public boolean specified() {
    return minItems > 0 || maxItems > 0 || !apart.isEmpty();
  }
}
