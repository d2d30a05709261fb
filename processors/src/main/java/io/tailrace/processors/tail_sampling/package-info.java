/// Decides which traces are kept by what all of their spans show, as the Collector's processor of
/// this name does. Policies are pure functions of a summary of fixed size; nothing here knows
// Kafka.
@NullMarked
package io.tailrace.processors.tail_sampling;

import org.jspecify.annotations.NullMarked;
