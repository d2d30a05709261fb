package io.tailrace.topology;

import io.tailrace.component.Outcome;
import java.util.Optional;

/// What may refuse requests before anything is done for them: a disk that fills, a process short
/// of memory. Asked for every request, so it answers from a value that it keeps.
@FunctionalInterface
public interface Guard {
  /// The answer that requests get while there is no room; empty while there is.
  Optional<Outcome> refusal();
}
