package io.tailrace.processors.tail_sampling;

import io.tailrace.component.sampling.Vote;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A policy as a function of a trace's evidence and of what budgets have left.
///
/// A policy with an inverted match answers {@link Vote#SAMPLED} or {@link Vote#NOT_SAMPLED}, as it
/// does in the Collector since the answers of its own that it once had are deprecated.
sealed interface Policy {
  /// What it says of a trace.
  Vote vote(Evidence trace, Budgets budgets);

  /// How many traces one that it samples stands for, 1 where that is not a matter of chance.
  default double adjustedCount() {
    return 1;
  }

  private static Vote sampled(boolean yes) {
    return yes ? Vote.SAMPLED : Vote.NOT_SAMPLED;
  }

  /// Samples all.
  record Always() implements Policy {
    @Override
    public Vote vote(Evidence trace, Budgets budgets) {
      return Vote.SAMPLED;
    }
  }

  /// Samples traces of which a predicate says yes, or no if inverted.
  record Holds(int predicate, boolean inverted) implements Policy {
    @Override
    public Vote vote(Evidence trace, Budgets budgets) {
      return sampled(trace.has(predicate) != inverted);
    }
  }

  /// Samples a share of all traces by a hash of their ids.
  ///
  /// @param percentage the share
  record Share(IdHash hash, double percentage) implements Policy {
    @Override
    public Vote vote(Evidence trace, Budgets budgets) {
      return sampled(hash.samples(trace.high(), trace.low()));
    }

    @Override
    public double adjustedCount() {
      return percentage > 0 && percentage < 100 ? 100 / percentage : 1;
    }
  }

  /// Samples traces with so many spans.
  ///
  /// @param most 0 for no bound
  record Counts(int least, int most) implements Policy {
    @Override
    public Vote vote(Evidence trace, Budgets budgets) {
      return sampled(trace.spans() >= least && (most == 0 || trace.spans() <= most));
    }
  }

  /// Samples so many spans a second.
  record Spans(int bucket) implements Policy {
    @Override
    public Vote vote(Evidence trace, Budgets budgets) {
      return sampled(budgets.take(bucket, trace.spans()));
    }
  }

  /// Samples so many bytes a second.
  record Bytes(int bucket) implements Policy {
    @Override
    public Vote vote(Evidence trace, Budgets budgets) {
      return sampled(budgets.take(bucket, trace.bytes()));
    }
  }

  /// Samples what all of some policies sample. Those behind the first that does not are not asked.
  record All(List<Policy> parts) implements Policy {
    @Override
    public Vote vote(Evidence trace, Budgets budgets) {
      for (Policy part : parts) {
        Vote vote = part.vote(trace, budgets);
        if (vote == Vote.NOT_SAMPLED || vote == Vote.INVERT_NOT_SAMPLED) {
          return Vote.NOT_SAMPLED;
        }
      }
      return Vote.SAMPLED;
    }

    /// Shares by the same hash lie within each other, so that the smallest counts; shares by
    /// different ones are independent.
    @Override
    public double adjustedCount() {
      Map<Long, Double> bySalt = new TreeMap<>();
      double others = 1;
      for (Policy part : parts) {
        if (part instanceof Share share) {
          bySalt.merge(share.hash().state(), share.adjustedCount(), Math::max);
        } else {
          others *= part.adjustedCount();
        }
      }
      return bySalt.values().stream().reduce(others, (a, b) -> a * b);
    }
  }

  /// Samples what another policy does not.
  record Not(Policy part) implements Policy {
    @Override
    public Vote vote(Evidence trace, Budgets budgets) {
      Vote vote = part.vote(trace, budgets);
      return switch (vote) {
        case SAMPLED -> Vote.NOT_SAMPLED;
        case NOT_SAMPLED -> Vote.SAMPLED;
        default -> vote;
      };
    }

    @Override
    public double adjustedCount() {
      return part instanceof Share share && share.percentage() > 0 && share.percentage() < 100
          ? 100 / (100 - share.percentage())
          : 1;
    }
  }

  /// Drops what all of some policies sample.
  record Drop(All all) implements Policy {
    @Override
    public Vote vote(Evidence trace, Budgets budgets) {
      return all.vote(trace, budgets) == Vote.SAMPLED ? Vote.DROPPED : Vote.NOT_SAMPLED;
    }
  }

  /// Samples what one of some policies samples, as far as that policy's share of the second goes.
  /// Once one samples a trace, those behind it are not asked, also where the share is used up.
  record Composite(List<Allocated> parts) implements Policy {
    @Override
    public Vote vote(Evidence trace, Budgets budgets) {
      for (Allocated part : parts) {
        Vote vote = part.policy().vote(trace, budgets);
        if (vote == Vote.SAMPLED || vote == Vote.INVERT_SAMPLED) {
          return sampled(budgets.count(part.window(), trace.spans()));
        }
      }
      return Vote.NOT_SAMPLED;
    }
  }

  /// A part of a composite policy.
  ///
  /// @param window its share of each second
  record Allocated(Policy policy, int window) {}
}
