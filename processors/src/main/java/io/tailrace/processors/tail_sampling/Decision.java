package io.tailrace.processors.tail_sampling;

import io.tailrace.component.sampling.Vote;
import java.util.Arrays;

/// Asks the policies and merges what they say, in the Collector's way. One is used again and
/// again.
final class Decision {
  private final Plan plan;
  private final Budgets budgets;
  private final Vote[] votes;
  private final Merge merge = new Merge();
  private boolean kept;
  private int cause;

  Decision(Plan plan, Budgets budgets) {
    this.plan = plan;
    this.budgets = budgets;
    votes = new Vote[plan.policies().size()];
  }

  /// Decides about a trace all of whose spans are known.
  void decide(Evidence trace) {
    Arrays.fill(votes, Vote.NOT_ASKED);
    merge.clear();
    for (int policy : plan.order()) {
      Vote vote = plan.policies().get(policy).vote(trace, budgets);
      votes[policy] = vote;
      merge.add(vote, policy);
      if (vote == Vote.DROPPED || (vote == Vote.SAMPLED && plan.stopAtFirst())) {
        break;
      }
    }
    kept = merge.kept();
    cause = merge.cause(plan.noPolicy());
  }

  /// Judges a batch by itself, and returns whether the answer is final.
  ///
  /// As in the Collector nothing is sampled at ingest once there is a policy that drops: what it
  /// does not drop now it may drop when more comes.
  boolean judge(Evidence batch) {
    Arrays.fill(votes, Vote.NOT_ASKED);
    for (int i = 0; i < plan.order().size(); i++) {
      if (i == plan.drops() && plan.drops() > 0) {
        return false;
      }
      int policy = plan.order().get(i);
      votes[policy] = plan.policies().get(policy).vote(batch, budgets);
      if (votes[policy] == Vote.DROPPED || votes[policy] == Vote.SAMPLED) {
        kept = votes[policy] == Vote.SAMPLED;
        cause = policy;
        return true;
      }
    }
    return false;
  }

  /// Takes over what was decided before.
  void set(boolean wasKept, int by) {
    boolean policy = by < plan.policies().size();
    Arrays.fill(votes, by == plan.noPolicy() ? Vote.NOT_SAMPLED : Vote.NOT_ASKED);
    if (policy) {
      votes[by] = wasKept ? Vote.SAMPLED : Vote.DROPPED;
    }
    kept = wasKept;
    cause = by;
  }

  boolean kept() {
    return kept;
  }

  int cause() {
    return cause;
  }

  Vote vote(int policy) {
    return votes[policy];
  }
}
