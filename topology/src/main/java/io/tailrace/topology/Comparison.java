package io.tailrace.topology;

import io.tailrace.config.ComponentId;
import io.tailrace.topology.decisions.Account;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Puts decisions about the same traces side by side, in whatever order they come. It holds those
/// that have no counterpart yet.
final class Comparison {
  private final List<String> planned;
  private final Map<String, Trial.Sides> kept = new LinkedHashMap<>();
  private final Map<Id, Verdict> before = new HashMap<>();
  private final Map<Id, Verdict> after = new HashMap<>();
  private Trial.Sides dropped = Trial.Sides.ZERO;
  private long gained;
  private long lost;
  private long waiting;
  private long once;

  /// The id of a trace.
  record Id(long high, long low) {}

  /// A decision.
  record Verdict(boolean kept, String cause, int spans, long bytes) {
    private Account.Count count(boolean of) {
      return kept == of ? new Account.Count(1, spans, bytes, 0) : Account.Count.ZERO;
    }
  }

  /// Begins.
  ///
  /// @param planned the policies of the new configuration
  Comparison(List<String> planned) {
    this.planned = List.copyOf(planned);
    planned.forEach(policy -> kept.put(policy, Trial.Sides.ZERO));
  }

  /// A decision that was made.
  void before(Id id, Verdict verdict) {
    Verdict other = after.remove(id);
    if (other == null) {
      before.put(id, verdict);
    } else {
      match(verdict, other);
    }
  }

  /// A decision that would be made.
  void after(Id id, Verdict verdict) {
    Verdict other = before.remove(id);
    if (other == null) {
      after.put(id, verdict);
    } else {
      match(other, verdict);
    }
  }

  private void match(Verdict old, Verdict now) {
    add(old.cause(), new Trial.Sides(old.count(true), Account.Count.ZERO));
    add(now.cause(), new Trial.Sides(Account.Count.ZERO, now.count(true)));
    dropped = dropped.plus(new Trial.Sides(old.count(false), now.count(false)));
    gained += !old.kept() && now.kept() ? 1 : 0;
    lost += old.kept() && !now.kept() ? 1 : 0;
  }

  private void add(String cause, Trial.Sides sides) {
    if (sides.before().traces() + sides.after().traces() > 0) {
      kept.merge(cause, sides, Trial.Sides::plus);
    }
  }

  /// A partition has ended.
  ///
  /// @param undecided traces that the new policies have not decided there
  void end(long undecided) {
    waiting += undecided;
    // What was decided before and is not undecided now did not come at all.
    once += after.size() + Math.max(0, before.size() - undecided);
    before.clear();
    after.clear();
  }

  Trial trial(ComponentId pipeline) {
    List<Trial.Row> rows = new ArrayList<>();
    Trial.Sides all = Trial.Sides.ZERO;
    for (Map.Entry<String, Trial.Sides> each : kept.entrySet()) {
      rows.add(new Trial.Row(each.getKey(), planned.contains(each.getKey()), each.getValue()));
      all = all.plus(each.getValue());
    }
    return new Trial(pipeline, rows, all, dropped, gained, lost, new Trial.LeftOut(waiting, once));
  }
}
