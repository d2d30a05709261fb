package io.tailrace.topology;

import io.tailrace.component.sampling.TraceSampler;
import io.tailrace.topology.decisions.Account;
import io.tailrace.topology.decisions.Decision;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Sums up the accounts that the last slices of a sampling carry.
final class PolicyBooks {
  private final Scan scan;
  private final SampledPipeline pipeline;
  private final Set<String> configured = new LinkedHashSet<>();
  private Account sum = Account.beginning(0, 0);
  private long behind;

  private PolicyBooks(Scan scan, SampledPipeline pipeline) {
    this.scan = scan;
    this.pipeline = pipeline;
  }

  static PolicyCounts read(Scan scan, SampledPipeline pipeline) {
    PolicyBooks books = new PolicyBooks(scan, pipeline);
    for (int partition = 0; partition < pipeline.partitions(); partition++) {
      books.add(partition);
    }
    return books.counts();
  }

  private void add(int partition) {
    Optional<Decision.Slice> last = DecisionHistory.last(scan, pipeline.decisions(partition));
    if (last.isEmpty()) {
      return;
    }
    configured.addAll(last.get().causes());
    sum = sum.plus(last.get().account());
    scan.between(
        pipeline.source(partition),
        last.get().position(),
        Long.MAX_VALUE,
        record -> {
          if (pipeline.takes(record)) {
            behind += Headers.number(record.headers(), Headers.ITEMS).orElse(0L);
          }
        });
  }

  private PolicyCounts counts() {
    List<PolicyCounts.Row> rows = new ArrayList<>();
    for (String cause : causes()) {
      Optional<Account.Count> kept = count(cause, true);
      Optional<Account.Count> dropped = count(cause, false);
      boolean policy = isPolicy(cause);
      if (kept.isPresent() || policy) {
        rows.add(new PolicyCounts.Row(cause, true, kept.orElse(Account.Count.ZERO)));
      }
      if (dropped.isPresent() || cause.equals(TraceSampler.NO_POLICY)) {
        rows.add(new PolicyCounts.Row(cause, false, dropped.orElse(Account.Count.ZERO)));
      }
    }
    return new PolicyCounts(
        pipeline.route().pipeline(), rows, sum.waiting(), sum.undecided(), behind);
  }

  private Optional<Account.Count> count(String cause, boolean kept) {
    return Optional.ofNullable(sum.outcomes().get(new Account.Outcome(kept, cause)));
  }

  private static boolean isPolicy(String cause) {
    return !cause.equals(TraceSampler.NO_POLICY) && !cause.equals(TraceSampler.TOO_LARGE);
  }

  private List<String> causes() {
    Set<String> others = new TreeSet<>();
    sum.outcomes().keySet().forEach(outcome -> others.add(outcome.cause()));
    Set<String> all = new LinkedHashSet<>(configured);
    all.addAll(others);
    List<String> ordered = new ArrayList<>(all.stream().filter(PolicyBooks::isPolicy).toList());
    all.stream().filter(cause -> !isPolicy(cause)).forEach(ordered::add);
    return ordered;
  }
}
