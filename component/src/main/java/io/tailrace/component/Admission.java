package io.tailrace.component;

import java.util.Optional;

/// Whether a pipeline takes more. The intake asks every pipeline that a receiver feeds before it
/// takes a request, so that what would be refused behind Kafka is refused in front of it, where
/// the sender can keep it.
@FunctionalInterface
public interface Admission {
  /// Takes everything.
  Admission OPEN = _ -> Optional.empty();

  /// Why a request is not taken at the moment, for the client's logs; empty when all is well.
  /// Asked once for every request, which it may count, on event loops: it neither blocks nor
  /// measures.
  Optional<String> refusal(Payload request);
}
