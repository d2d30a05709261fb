package io.tailrace.model;

import java.util.List;

/// What became of a request that had to be cut to a size.
///
/// @param parts valid requests, none larger than the size, their items in order
/// @param rejected how many items are in none of them because one alone is larger
/// @param cut how many log records lost the end of their text
public record Split(List<Part> parts, int rejected, int cut) {
  /// Copies the list.
  public Split {
    parts = List.copyOf(parts);
  }
}
