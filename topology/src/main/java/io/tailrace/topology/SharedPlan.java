package io.tailrace.topology;

import io.tailrace.component.DeliveryPolicy.StartAt;
import io.tailrace.component.StartException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/// What the processes that share consumer groups agreed on, and how a process takes its own
/// configuration into it.
///
/// A change of sources needs one offset from which it holds for all of them. So it is announced
/// first; whoever sees that its file says otherwise leaves the group; and when nobody is left
/// that works by the plan before, the ends of the partitions are the barrier.
final class SharedPlan {
  private final Registry registry;
  private final Members members;
  private final Supplier<Revision> revision;
  private volatile Map<String, Planned> known = Map.of();

  SharedPlan(Registry registry, Members members, Supplier<Revision> revision) {
    this.registry = registry;
    this.members = members;
    this.revision = revision;
  }

  /// A route as this process has it in its configuration.
  ///
  /// @param startAt where it begins if nobody knows it
  record Wanted(Plan.Route route, Map<String, String> parts, StartAt startAt) {
    String group() {
      return route.group();
    }
  }

  /// What happens to a route that the configuration has no longer.
  sealed interface Leaving {
    /// It finishes what came before.
    ///
    /// @param successor the group that waits for that; empty for none
    record Finish(String group, String successor) implements Leaving {}

    /// It is given up.
    ///
    /// @param items how many wait for it
    record GiveUp(String group, long items) implements Leaving {}

    /// The group.
    String group();
  }

  /// What was agreed on when this was last asked, by group.
  Map<String, Planned> known() {
    return known;
  }

  void refresh() {
    known = registry.read();
  }

  /// Why a route may not run here: what its file and the plan have differently; empty if it may.
  Optional<String> difference(Wanted wanted) {
    Planned planned = known.get(wanted.group());
    if (planned == null) {
      return Optional.of("the plan does not have it");
    }
    if (planned.state() != Planned.State.RUNNING) {
      return Optional.of("the plan has it no longer");
    }
    List<String> names = planned.differences(wanted.parts());
    if (names.isEmpty()) {
      return planned.readsAs(wanted.route())
          ? Optional.empty()
          : Optional.of("its receivers are being changed");
    }
    return Optional.of("its file has other " + String.join(", ", names));
  }

  /// Takes routes into the plan as long as nobody else works in their groups by another file.
  ///
  /// @return who does, by group
  Map<String, String> join(Collection<Wanted> wanted)
      throws ExecutionException, InterruptedException {
    List<Wanted> differing = wanted.stream().filter(each -> difference(each).isPresent()).toList();
    if (differing.isEmpty()) {
      return Map.of();
    }
    Map<String, String> others = members.others(differing.stream().map(Wanted::group).toList());
    List<Wanted> free =
        differing.stream().filter(each -> !others.containsKey(each.group())).toList();
    registry.write(revised(free, moving(wanted, free)), Set.of());
    refresh();
    return others;
  }

  /// Routes whose exporters are in another pipeline now and that nobody works in.
  private List<Leaving> moving(Collection<Wanted> wanted, Collection<Wanted> free)
      throws ExecutionException, InterruptedException {
    Set<String> groups = new TreeSet<>();
    wanted.forEach(each -> groups.add(each.group()));
    List<Plan.Route> routes = free.stream().map(Wanted::route).toList();
    List<Leaving> moving = new ArrayList<>();
    for (Planned each : others(groups)) {
      Optional<String> successor = successor(each, routes);
      if (each.state() == Planned.State.RUNNING
          && successor.isPresent()
          && members.others(List.of(each.group())).isEmpty()) {
        moving.add(new Leaving.Finish(each.group(), successor.get()));
      }
    }
    return moving;
  }

  /// Makes the plan follow this process's configuration. Relays of this process whose routes
  /// change must have ended.
  ///
  /// @throws StartException if others go on by the plan before; nothing changed then
  void follow(Collection<Wanted> wanted, Collection<Leaving> leaving)
      throws StartException, ExecutionException, InterruptedException {
    Map<String, Planned> before = new LinkedHashMap<>(known);
    Set<String> affected = new TreeSet<>();
    List<Planned> announced = new ArrayList<>();
    for (Wanted each : wanted) {
      Planned planned = before.get(each.group());
      if (planned == null || planned.state() != Planned.State.RUNNING) {
        affected.add(each.group());
      } else if (!planned.readsAs(each.route())) {
        affected.add(each.group());
      }
      if (planned != null && !planned.parts().equals(each.parts())) {
        announced.add(planned.with(each.parts()));
      }
    }
    for (Leaving each : leaving) {
      affected.add(each.group());
      Optional.ofNullable(before.get(each.group()))
          .ifPresent(planned -> announced.add(planned.with(Map.of())));
    }
    registry.write(announced, Set.of());
    Map<String, String> others = members.awaitNone(affected);
    if (!others.isEmpty()) {
      registry.write(
          announced.stream()
              .flatMap(each -> Optional.ofNullable(before.get(each.group())).stream())
              .toList(),
          Set.of());
      throw new StartException(
          "%s still works by the configuration before in %s. Reload or stop it, then reload again."
              .formatted(
                  String.join(", ", new TreeSet<>(others.values())),
                  String.join(", ", others.keySet())));
    }
    refresh();
    registry.write(revised(wanted, leaving), Set.of());
    refresh();
  }

  private List<Planned> revised(Collection<Wanted> wanted, Collection<Leaving> leaving)
      throws ExecutionException, InterruptedException {
    List<Planned> entries = new ArrayList<>();
    List<Revision.Change> changes = new ArrayList<>();
    for (Wanted each : wanted) {
      Planned planned = known.get(each.group());
      if (planned == null || planned.state() == Planned.State.ABANDONED) {
        long abandoned = planned == null ? 0 : planned.abandoned();
        changes.add(
            new Revision.Begin(
                Planned.begin(each.route(), each.parts(), abandoned), each.startAt()));
      } else if (planned.state() == Planned.State.DRAINING || !planned.readsAs(each.route())) {
        changes.add(new Revision.Turn(planned.with(each.parts()), each.route()));
      } else {
        entries.add(planned.with(each.parts()).at(each.route()));
      }
    }
    for (Leaving each : leaving) {
      Optional<Planned> planned = Optional.ofNullable(known.get(each.group()));
      switch (each) {
        case Leaving.Finish finish ->
            planned.ifPresent(entry -> changes.add(new Revision.Drain(entry, finish.successor())));
        case Leaving.GiveUp given ->
            planned.ifPresent(entry -> entries.add(entry.abandon(given.items())));
      }
    }
    if (!changes.isEmpty()) {
      entries.addAll(revision.get().of(changes));
    }
    return entries;
  }

  /// Strikes out a group that has finished.
  void strike(String group) throws ExecutionException, InterruptedException {
    registry.write(List.of(), Set.of(group));
    refresh();
  }

  /// The group that must have finished before a group begins; empty when it may.
  Optional<String> predecessor(String group) {
    return known.values().stream()
        .filter(each -> each.state() == Planned.State.DRAINING && each.successor().equals(group))
        .map(Planned::group)
        .findFirst();
  }

  /// The group that an exporter moves to when it leaves its pipeline: one that names it in a plan
  /// and that nobody knew before.
  Optional<String> successor(Planned leaving, Collection<Plan.Route> next) {
    return next.stream()
        .filter(route -> route.exporter().equals(leaving.route().exporter()))
        .filter(route -> route.signal() == leaving.route().signal())
        .map(Plan.Route::group)
        .filter(group -> !known.containsKey(group))
        .findFirst();
  }

  /// Groups that are in the plan and not wanted, in any state but given up.
  List<Planned> others(Set<String> wanted) {
    return new TreeMap<>(known)
        .values().stream()
            .filter(each -> !wanted.contains(each.group()))
            .filter(each -> each.state() != Planned.State.ABANDONED)
            .toList();
  }
}
