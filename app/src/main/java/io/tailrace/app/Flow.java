package io.tailrace.app;

import io.tailrace.component.Intake;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import java.util.List;
import java.util.Optional;

/// What lies between receivers and exporters: Kafka, or nothing.
interface Flow extends AutoCloseable {
  /// Makes sure that no other process uses what this one is about to, before anything starts: an
  /// error about the first thing that both want, such as a port, would hide the reason. Begins
  /// with what takes long; {@link #close} may follow as well.
  default void claim() throws StartException {}

  /// Starts exporters and everything before them.
  void start(Configuration configuration) throws StartException;

  /// Why a new configuration cannot be followed; empty when it can as far as is known before.
  ///
  /// @throws StartException if that cannot be told now
  Optional<String> obstacle(Configuration next) throws StartException;

  /// Follows a new configuration. When it cannot, the one before it stays in effect.
  ///
  /// @return what changed, for the log; one line each
  List<String> apply(Configuration configuration) throws StartException;

  /// Goes back to a configuration after a later one could not be followed as a whole. Whatever
  /// arrived in between reaches the exporters of the later one.
  ///
  /// @return what changed, for the log; one line each
  List<String> restore(Configuration configuration) throws StartException;

  /// The intake of a receiver under the configuration that runs.
  Intake intake(ComponentId receiver);

  /// Where the data is, in a few words.
  String place();

  /// Why telemetry cannot be taken at this moment; empty when it can.
  List<String> unready();

  /// What became of every item, as JSON.
  String ledger();

  /// Says that the end is near: receivers end now, and what they still let in must be answered.
  default void ending() {}

  @Override
  void close();
}
