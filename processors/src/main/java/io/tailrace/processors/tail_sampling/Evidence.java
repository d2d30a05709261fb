package io.tailrace.processors.tail_sampling;

/// What is known of a trace when policies are asked.
interface Evidence {
  /// The high 64 bits of its id.
  long high();

  /// The low 64 bits of its id.
  long low();

  /// How many spans it has.
  int spans();

  /// How many bytes it has.
  long bytes();

  /// Whether a predicate said yes of a span of it.
  boolean has(int predicate);
}
