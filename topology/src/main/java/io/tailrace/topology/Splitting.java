package io.tailrace.topology;

import io.tailrace.component.Payload;
import java.util.List;

/// Cuts a payload into parts of at most so many items, in order.
@FunctionalInterface
interface Splitting {
  /// Returns the parts; the payload itself when it is small enough.
  List<Payload> split(Payload payload, int maxItems);
}
