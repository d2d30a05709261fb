package io.tailrace.component.sampling;

import java.util.List;

/// A trace at the moment of its decision.
public interface DecidedTrace {
  /// The high 64 bits of its id.
  long high();

  /// The low 64 bits of its id.
  long low();

  /// Whether it is kept.
  boolean kept();

  /// What decided, as a number of {@link TraceSampler#causes}.
  int cause();

  /// What a policy said of it.
  Vote vote(int policy);

  /// The offset of the record with its first span.
  long firstOffset();

  /// The offset of the record with its last span so far.
  long lastOffset();

  /// The time of the log when its first span came, in milliseconds.
  long firstTime();

  /// How many spans of it are evidence.
  int spans();

  /// How many of them have the status error.
  int errors();

  /// Their bytes as the Collector counts them: with the resources and scopes that they came with.
  long bytes();

  /// When the first of them began, in nanoseconds since 1970.
  long start();

  /// When the last of them ended, in nanoseconds since 1970.
  long end();

  /// Whether a span without parent is among them.
  boolean hasRoot();

  /// The name of its root, empty without one.
  String rootName();

  /// The service of its root, empty without one.
  String rootService();

  /// The services that its spans belong to, at most eight of them. Texts that are rare in a
  /// partition of very many are called `_other`.
  List<String> services();
}
