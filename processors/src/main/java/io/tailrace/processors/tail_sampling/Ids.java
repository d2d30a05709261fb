package io.tailrace.processors.tail_sampling;

import java.util.function.IntConsumer;

/// Things that have trace ids, by their numbers: what an index points at.
interface Ids {
  /// The high 64 bits of an id, 0 where they do not count.
  long high(int number);

  /// The low 64 bits.
  long low(int number);

  /// Names the numbers of all.
  void forEach(IntConsumer number);
}
