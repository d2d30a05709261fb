package io.tailrace.config;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What differs between two configurations, in terms of what runs.
///
/// Components are compared by their effective options, so that a comment, a default written out, or
/// another order of keys changes nothing.
///
/// @param components every component that runs in either, in the order of the new file, then what
///     only the old one has
/// @param pipelines every pipeline of either
/// @param telemetry whether `service.telemetry` changed
public record Changes(List<Component> components, List<Pipeline> pipelines, boolean telemetry) {
  /// Copies the lists.
  public Changes {
    components = List.copyOf(components);
    pipelines = List.copyOf(pipelines);
  }

  /// What happens to something at a reload.
  public enum Fate {
    /// It was not there before.
    STARTED,
    /// It was there with other options, or another wiring.
    RESTARTED,
    /// It is not there any more.
    REMOVED,
    /// It goes on as it was.
    UNCHANGED
  }

  /// A component and what happens to it.
  public record Component(Kind kind, ComponentId id, Fate fate) {}

  /// A pipeline and what happens to it: `RESTARTED` when its receivers, processors, exporters or
  /// the options of its processors changed.
  public record Pipeline(ComponentId id, Fate fate) {}

  /// Whether nothing changed.
  public boolean isEmpty() {
    return !telemetry
        && components.stream().allMatch(each -> each.fate() == Fate.UNCHANGED)
        && pipelines.stream().allMatch(each -> each.fate() == Fate.UNCHANGED);
  }

  /// Returns the components that something happens to.
  public List<Component> components(Fate fate) {
    return components.stream().filter(each -> each.fate() == fate).toList();
  }

  /// Compares two configurations.
  public static Changes between(Configuration old, Configuration young) {
    Map<Kind, Map<ComponentId, Fate>> fates = new EnumMap<>(Kind.class);
    List<Component> components = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      Map<ComponentId, Fate> here = fates(kind, old, young);
      fates.put(kind, here);
      here.forEach((id, fate) -> components.add(new Component(kind, id, fate)));
    }
    List<Pipeline> pipelines = new ArrayList<>();
    Map<ComponentId, Fate> processors = fates.getOrDefault(Kind.PROCESSOR, Map.of());
    for (ComponentId id : union(young.pipelines().keySet(), old.pipelines().keySet())) {
      pipelines.add(new Pipeline(id, fate(id, old, young, processors)));
    }
    return new Changes(components, pipelines, !old.telemetry().equals(young.telemetry()));
  }

  private static Fate fate(
      ComponentId id, Configuration old, Configuration young, Map<ComponentId, Fate> processors) {
    Configuration.Pipeline before = old.pipelines().get(id);
    Configuration.Pipeline after = young.pipelines().get(id);
    if (before == null || after == null) {
      return before == null ? Fate.STARTED : Fate.REMOVED;
    }
    boolean same =
        before.equals(after)
            && after.processors().stream().allMatch(each -> processors.get(each) == Fate.UNCHANGED);
    return same ? Fate.UNCHANGED : Fate.RESTARTED;
  }

  private static Map<ComponentId, Fate> fates(Kind kind, Configuration old, Configuration young) {
    Set<ComponentId> before = running(kind, old);
    Set<ComponentId> after = running(kind, young);
    Map<ComponentId, Fate> fates = new LinkedHashMap<>();
    for (ComponentId id : union(after, before)) {
      if (!before.contains(id) || !after.contains(id)) {
        fates.put(id, after.contains(id) ? Fate.STARTED : Fate.REMOVED);
      } else {
        boolean same = Sameness.of(configured(kind, id, old), configured(kind, id, young));
        fates.put(id, same ? Fate.UNCHANGED : Fate.RESTARTED);
      }
    }
    return fates;
  }

  private static Object configured(Kind kind, ComponentId id, Configuration in) {
    Configuration.Configured component = in.components().getOrDefault(kind, Map.of()).get(id);
    return component == null ? id : List.of(component.type(), component.options());
  }

  /// The components of a kind that run: those of pipelines, and listed extensions.
  private static Set<ComponentId> running(Kind kind, Configuration in) {
    Set<ComponentId> configured = in.components().getOrDefault(kind, Map.of()).keySet();
    Set<ComponentId> used = new LinkedHashSet<>();
    for (Configuration.Pipeline pipeline : in.pipelines().values()) {
      used.addAll(pipeline.receivers());
      used.addAll(pipeline.processors());
      used.addAll(pipeline.exporters());
    }
    if (kind == Kind.EXTENSION) {
      used.clear();
      used.addAll(in.extensions());
      configured.stream().filter(id -> id.type().equals(Catalog.KAFKA)).forEach(used::add);
    }
    used.retainAll(configured);
    return used;
  }

  private static Set<ComponentId> union(Set<ComponentId> first, Set<ComponentId> second) {
    Set<ComponentId> all = new LinkedHashSet<>(first);
    all.addAll(second);
    return all;
  }
}
