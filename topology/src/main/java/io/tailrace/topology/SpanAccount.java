package io.tailrace.topology;

import io.tailrace.component.sampling.DecidedTrace;
import io.tailrace.component.sampling.Undecided;
import io.tailrace.topology.decisions.Account;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The account of a partition in the making: what was decided is counted by number, and gets its
/// name when somebody asks.
final class SpanAccount {
  private final List<String> causes;
  private final Map<String, Long> filtered;
  private final Map<Account.Outcome, Account.Count> outcomes;
  private final long base;
  private final long released;
  private final long[][] counts;
  private final long[] late;
  private long received;

  /// Goes on with an account.
  ///
  /// @param causes what decides, by number
  SpanAccount(Account before, List<String> causes) {
    this.causes = causes;
    this.base = before.base();
    this.released = before.released();
    this.received = before.received();
    this.filtered = new TreeMap<>(before.filtered());
    this.outcomes = new HashMap<>(before.outcomes());
    this.counts = new long[2 * causes.size()][3];
    this.late = new long[2 * causes.size()];
  }

  /// Spans were read, of which processors dropped some.
  void read(Tally tally) {
    received += tally.received();
    tally.filtered().forEach((processor, items) -> filtered.merge(processor, items, Long::sum));
  }

  /// A trace was decided.
  void decided(DecidedTrace trace) {
    long[] count = counts[number(trace.kept(), trace.cause())];
    count[0]++;
    count[1] += trace.spans();
    count[2] += trace.bytes();
  }

  private static int number(boolean kept, int cause) {
    return 2 * cause + (kept ? 1 : 0);
  }

  /// Says that what came late so far is in the account already.
  void begin(Undecided traces) {
    for (int number = 0; number < late.length; number++) {
      late[number] = traces.late(number % 2 == 1, number / 2);
    }
  }

  /// The account as of now.
  Account close(Undecided traces) {
    for (int number = 0; number < late.length; number++) {
      long all = traces.late(number % 2 == 1, number / 2);
      long more = all - late[number];
      late[number] = all;
      long[] count = counts[number];
      if (count[0] > 0 || more > 0) {
        outcomes.merge(
            new Account.Outcome(number % 2 == 1, causes.get(number / 2)),
            new Account.Count(count[0], count[1] + more, count[2], more),
            Account.Count::plus);
        count[0] = 0;
        count[1] = 0;
        count[2] = 0;
      }
    }
    return new Account(base, released, received, traces.traces(), filtered, outcomes);
  }
}
