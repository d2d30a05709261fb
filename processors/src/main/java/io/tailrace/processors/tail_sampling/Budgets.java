package io.tailrace.processors.tail_sampling;

import java.util.List;

/// What the budgets of one partition have left.
///
/// Time is the moment at which a trace becomes due, by the log, and not the moment at which
/// somebody asks: so it does not matter in what steps decisions are made.
final class Budgets {
  private static final long NANOS = 1_000_000;

  private final List<Budget> budgets;

  /// The time, then two numbers for each budget.
  private final long[] state;

  Budgets(List<Budget.Whole> wholes, int partitions) {
    budgets = wholes.stream().map(each -> each.share(partitions)).toList();
    state = new long[1 + 2 * budgets.size()];
    for (int i = 0; i < budgets.size(); i++) {
      if (budgets.get(i) instanceof Budget.Bucket bucket) {
        state[left(i)] = Double.doubleToRawLongBits((double) bucket.burst());
      }
    }
  }

  private static int since(int budget) {
    return 1 + 2 * budget;
  }

  private static int left(int budget) {
    return 2 + 2 * budget;
  }

  /// Moves the time on; it never goes back.
  ///
  /// @param time of the log in milliseconds
  void advance(long time) {
    state[0] = Math.max(state[0], time);
  }

  /// Takes tokens out of a bucket if it has them all.
  boolean take(int budget, long tokens) {
    if (!(budgets.get(budget) instanceof Budget.Bucket bucket)) {
      throw new IllegalArgumentException("budget " + budget + " is no bucket");
    }
    double elapsed = seconds(state[0] - Math.min(state[since(budget)], state[0]));
    double had = Double.longBitsToDouble(state[left(budget)]) + elapsed * bucket.perSecond();
    double rest = Math.min(had, (double) bucket.burst()) - tokens;
    if (tokens > bucket.burst() || wait(-rest, bucket.perSecond()) > 0) {
      return false;
    }
    state[since(budget)] = state[0];
    state[left(budget)] = Double.doubleToRawLongBits(rest);
    return true;
  }

  private static double seconds(long millis) {
    long whole = millis / 1000;
    return (double) whole + (millis - whole * 1000) * NANOS / 1e9;
  }

  /// How many whole nanoseconds it takes until missing tokens have come: less than one is nothing.
  private static long wait(double missing, double perSecond) {
    if (missing <= 0) {
      return 0;
    }
    return perSecond <= 0 ? Long.MAX_VALUE : (long) (missing / perSecond * 1e9);
  }

  /// Counts spans in the current second of a window if they all fit.
  boolean count(int budget, long spans) {
    if (!(budgets.get(budget) instanceof Budget.Window window)) {
      throw new IllegalArgumentException("budget " + budget + " is no window");
    }
    long second = Math.floorDiv(state[0], 1000L);
    long counted = state[since(budget)] == second ? state[left(budget)] : 0;
    if (counted + spans > window.share(second)) {
      return false;
    }
    state[since(budget)] = second;
    state[left(budget)] = counted + spans;
    return true;
  }

  long[] save() {
    return state.clone();
  }

  void restore(long[] saved) {
    if (saved.length == state.length) {
      System.arraycopy(saved, 0, state, 0, state.length);
    }
  }
}
