package io.tailrace.topology;

import io.tailrace.model.Signal;
import io.tailrace.model.Slice;
import java.util.List;

/// How a request becomes slices, one for each partition that its items belong to.
@FunctionalInterface
interface Slicing {
  /// Cuts a request.
  ///
  /// @param partitions how many partitions the topic has
  Sliced slice(Signal signal, byte[] otlp, int partitions);

  /// What became of a request.
  sealed interface Sliced {}

  /// The request holds these slices.
  ///
  /// @param tooLarge how many items were left out because no record may be as large
  /// @param cut how many log records lost the end of their text for the same reason
  record Slices(List<Slice> slices, int tooLarge, int cut) implements Sliced {}

  /// The request is not what it should be.
  ///
  /// @param reason what is wrong
  record Malformed(String reason) implements Sliced {}
}
