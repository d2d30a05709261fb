package io.tailrace.component;

import io.tailrace.config.ComponentId;
import org.slf4j.LoggerFactory;

/// The life of a component: its constructor does no I/O, {@link #start} opens what it needs,
/// {@link #close} ends it.
public interface Lifecycle extends AutoCloseable {
  /// Opens what the component needs. Returns when it is ready.
  ///
  /// @throws StartException when it cannot start, with the cause and the fix
  default void start() throws StartException {}

  /// Ends the component: drains what is under way, then frees everything. Idempotent, and safe
  /// without {@link #start}. After it returns nothing is emitted.
  @Override
  default void close() {}

  /// Closes a component, and logs what goes wrong at that: it must not keep others from being
  /// closed.
  ///
  /// @param id its id, for the log
  static void end(ComponentId id, Lifecycle component) {
    try {
      component.close();
    } catch (RuntimeException e) {
      LoggerFactory.getLogger(Lifecycle.class).warn("{} did not end cleanly", id, e);
    }
  }
}
