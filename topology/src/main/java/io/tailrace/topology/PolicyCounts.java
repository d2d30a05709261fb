package io.tailrace.topology;

import io.tailrace.config.ComponentId;
import io.tailrace.topology.decisions.Account;
import java.util.List;

/// What the policies of a sampled pipeline have decided since its sampling began, over all
/// partitions, as its last decisions have it.
///
/// @param rows policies in the order of the configuration, then those that it has no longer, then
///     what is no policy: {@link io.tailrace.component.sampling.TraceSampler#NO_POLICY} and
///     {@link io.tailrace.component.sampling.TraceSampler#TOO_LARGE}
/// @param traces how many were seen and not decided
/// @param spans how many those have
/// @param behind spans that came after what the last decisions had seen
public record PolicyCounts(
    ComponentId pipeline, List<Row> rows, long traces, long spans, long behind) {
  /// Copies the list.
  public PolicyCounts {
    rows = List.copyOf(rows);
  }

  /// What one of them decided in one way.
  ///
  /// @param cause the policy, or what is none
  /// @param kept whether these traces are kept
  /// @param count how many, with their spans, bytes and late spans
  public record Row(String cause, boolean kept, Account.Count count) {}

  /// All of one kind.
  ///
  /// @param kept those that are kept, or the others
  public Account.Count sum(boolean kept) {
    return rows.stream()
        .filter(row -> row.kept() == kept)
        .map(Row::count)
        .reduce(Account.Count.ZERO, Account.Count::plus);
  }
}
