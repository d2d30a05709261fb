package io.tailrace.topology;

/// What reads the topic of a route in this process.
interface Reader extends AutoCloseable {
  /// The route.
  Plan.Route route();

  /// Begins to read.
  void start();

  /// Says whether the topics are full.
  void full(boolean now);

  /// Asks it to end; {@link #close} waits for that.
  void stop();

  /// Ends it and gives its place in the group up, which it otherwise keeps for a while where this
  /// process has a name that lasts.
  void leave();

  @Override
  void close();
}
