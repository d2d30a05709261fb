package io.tailrace.topology;

import io.tailrace.config.ComponentId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// An exporter of a pipeline as the plan topic has it, for all processes that share its group.
///
/// @param route where it reads now; without paths when it only finishes what came before
/// @param parts what it is made of, by name: see {@link Makeup}
/// @param state what becomes of it
/// @param abandoned items that nobody will export because a person gave them up
/// @param former the sources before changes, the oldest first
/// @param shift items, by partition, that the receivers of the route wrote before it read them
/// @param successor the group that begins when this one has drained; empty for none
record Planned(
    Plan.Route route,
    Map<String, String> parts,
    State state,
    long abandoned,
    List<Former> former,
    Map<Integer, Long> shift,
    String successor) {
  /// Copies the collections.
  Planned {
    parts = Map.copyOf(parts);
    former = List.copyOf(former);
    shift = Map.copyOf(shift);
  }

  /// What becomes of an exporter.
  enum State {
    /// The configuration has it.
    RUNNING,
    /// The configuration has it no longer, and it works off what came before.
    DRAINING,
    /// A person gave up what waited for it.
    ABANDONED
  }

  /// A route that begins.
  ///
  /// @param abandoned what was given up in an earlier life of it
  static Planned begin(Plan.Route route, Map<String, String> parts, long abandoned) {
    return new Planned(route, parts, State.RUNNING, abandoned, List.of(), Map.of(), "");
  }

  String group() {
    return route.group();
  }

  /// The same with other parts: what is shared with others before a change is made.
  Planned with(Map<String, String> otherParts) {
    return new Planned(route, otherParts, state, abandoned, former, shift, successor);
  }

  /// The same by other paths from the same receivers.
  Planned at(Plan.Route other) {
    return new Planned(other, parts, state, abandoned, former, shift, successor);
  }

  /// The same given up, with what waited for it.
  Planned abandon(long items) {
    return new Planned(
        route.without(), Map.of(), State.ABANDONED, abandoned + items, List.of(), Map.of(), "");
  }

  /// The same when it only finishes what came before.
  Planned drain(String next) {
    return new Planned(route, parts, State.DRAINING, abandoned, former, shift, next);
  }

  /// How many of the items that receivers wrote to a partition come to it.
  long count(int partition, Map<ComponentId, Long> written) {
    return route.count(written) - shift.getOrDefault(partition, 0L);
  }

  /// Whether it reads the same receivers as a route, each as often.
  boolean readsAs(Plan.Route other) {
    return receivers(route).equals(receivers(other));
  }

  private static List<String> receivers(Plan.Route route) {
    List<String> all = new ArrayList<>();
    for (Plan.Path path : route.paths()) {
      path.receivers().forEach(receiver -> all.add(receiver.toString()));
    }
    all.sort(null);
    return all;
  }

  /// Whether everything is read that came before the last change.
  ///
  /// @param positions of the group, by partition
  boolean isDrained(Map<Integer, Long> positions) {
    return former.stream().allMatch(each -> each.isPast(positions));
  }

  /// The same after a change of its sources.
  ///
  /// @param after where it reads from the barrier on
  /// @param barrier the ends of the partitions
  /// @param moved by partition, how many items the receivers of the new route wrote below the
  ///     barrier more than those of the old one
  /// @param positions where the group stands, by partition: older barriers below are forgotten
  Planned turn(
      Plan.Route after,
      Map<Integer, Long> barrier,
      Map<Integer, Long> moved,
      Map<Integer, Long> positions) {
    List<Former> kept = new ArrayList<>();
    former.stream().filter(each -> !each.isPast(positions)).forEach(kept::add);
    kept.add(new Former(route.paths(), barrier));
    Map<Integer, Long> shifted = new HashMap<>(shift);
    moved.forEach((partition, items) -> shifted.merge(partition, items, Long::sum));
    return new Planned(after, parts, State.RUNNING, abandoned, kept, shifted, "");
  }

  /// Names what differs between this and what a process would make of its own file.
  List<String> differences(Map<String, String> others) {
    TreeSet<String> names = new TreeSet<>(parts.keySet());
    names.addAll(others.keySet());
    Map<String, String> mine = new TreeMap<>(parts);
    names.removeIf(name -> mine.getOrDefault(name, "").equals(others.getOrDefault(name, "")));
    return List.copyOf(names);
  }
}
