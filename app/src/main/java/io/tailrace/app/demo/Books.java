package io.tailrace.app.demo;

import io.tailrace.app.replay.Progress;
import java.time.Duration;

/// What a demonstration counts at both ends, and what it makes of it.
interface Books extends AutoCloseable {
  /// How it stands now, in one line or several.
  String state();

  /// What was acknowledged and has not arrived, in words.
  String underWay();

  /// Whether nothing is under way, and nothing is missing.
  boolean settled() throws InterruptedException;

  /// How long that may take after the last acknowledgement.
  Duration patience();

  /// Says what became of everything.
  ///
  /// @return whether all is well
  boolean conclude(Progress progress) throws InterruptedException;

  @Override
  default void close() {}
}
