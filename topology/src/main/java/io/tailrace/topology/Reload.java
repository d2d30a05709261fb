package io.tailrace.topology;

import java.util.List;

/// What became of a new configuration.
public sealed interface Reload {
  /// It is in effect.
  ///
  /// @param changed the consumer groups that were started anew, as `pipeline -> exporter`
  /// @param kept how many exporters of pipelines were not interrupted
  record Applied(List<String> changed, int kept) implements Reload {}

  /// Nothing changed, because items would be left behind.
  ///
  /// @param orphans whose
  record Backlog(List<Orphan> orphans) implements Reload {}

  /// Nothing changed, because something could not start.
  ///
  /// @param reason what, and the likely fix
  record Failed(String reason) implements Reload {}

  /// What happens to items that wait for an exporter which the new configuration does not have.
  enum Leftovers {
    /// The configuration is refused.
    REFUSE,
    /// The exporter goes on with its old configuration until none is left.
    DRAIN,
    /// Nobody exports them, and they are counted as abandoned.
    ABANDON
  }
}
