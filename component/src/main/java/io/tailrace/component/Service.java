package io.tailrace.component;

import io.tailrace.config.Configuration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the process lets its extensions see of it: what `health_check` and `zpages` answer from.
public interface Service {
  /// A process that has opened, is ready, and runs nothing; for tests and hosts without one.
  Service IDLE =
      new Service() {
        @Override
        public Instant started() {
          return Instant.EPOCH;
        }

        @Override
        public boolean opened() {
          return true;
        }

        @Override
        public List<String> unready() {
          return List.of();
        }

        @Override
        public Optional<Configuration> configuration() {
          return Optional.empty();
        }
      };

  /// When the process started.
  Instant started();

  /// Whether the receivers have opened, now or at any time before. Until then the process is not
  /// alive in the sense of a liveness probe; afterwards it stays so, because a Kafka that is away
  /// is no reason to be killed.
  boolean opened();

  /// Why the process is not ready to take telemetry at this moment, one sentence each; empty when
  /// it is.
  List<String> unready();

  /// The configuration that runs; empty while there is none.
  Optional<Configuration> configuration();
}
