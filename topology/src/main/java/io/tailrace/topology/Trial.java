package io.tailrace.topology;

import io.tailrace.config.ComponentId;
import io.tailrace.topology.decisions.Account;
import java.util.List;

/// What other policies would have decided about traces of a sampled pipeline, next to what was
/// decided.
///
/// @param policies those of the new configuration in its order, then those that only the old one
///     has: what they keep
/// @param kept all traces that are kept
/// @param dropped all others
/// @param gained traces that were dropped and would be kept
/// @param lost traces that were kept and would be dropped
/// @param leftOut traces that are not compared
public record Trial(
    ComponentId pipeline,
    List<Row> policies,
    Sides kept,
    Sides dropped,
    long gained,
    long lost,
    LeftOut leftOut) {
  /// Copies the list.
  public Trial {
    policies = List.copyOf(policies);
  }

  /// What a policy keeps.
  ///
  /// @param planned whether the new configuration has it
  public record Row(String policy, boolean planned, Sides kept) {}

  /// Traces as they were decided, and as they would be.
  public record Sides(Account.Count before, Account.Count after) {
    static final Sides ZERO = new Sides(Account.Count.ZERO, Account.Count.ZERO);

    Sides plus(Sides other) {
      return new Sides(before.plus(other.before), after.plus(other.after));
    }
  }

  /// Why traces are not compared.
  ///
  /// @param waiting they are still inside their wait
  /// @param once only one of the two configurations decided about them: their spans go another way
  ///     in the other, or what it decided is gone
  public record LeftOut(long waiting, long once) {}
}
