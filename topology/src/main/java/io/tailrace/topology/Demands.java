package io.tailrace.topology;

import io.tailrace.component.Admission;
import io.tailrace.component.Exporter;
import io.tailrace.component.MetadataKeys;
import io.tailrace.component.Processor;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What the pipelines behind a receiver want of it for a signal.
///
/// @param admissions who may refuse
/// @param origins whether a processor asks who sent what
/// @param apart what requests are told apart by
record Demands(List<Admission> admissions, boolean origins, Set<MetadataKeys> apart) {
  static final Demands NONE = new Demands(List.of(), false, Set.of());

  /// Copies the collections.
  Demands {
    admissions = List.copyOf(admissions);
    apart = Set.copyOf(apart);
  }

  static Demands of(Exporter exporter) {
    return of(exporter.policy().batching().apart()).plus(of(exporter.reads()));
  }

  private static Demands of(MetadataKeys apart) {
    return new Demands(List.of(), false, apart.isEmpty() ? Set.of() : Set.of(apart));
  }

  static Demands of(Processor processor) {
    List<Admission> admissions =
        processor.admission().equals(Admission.OPEN) ? List.of() : List.of(processor.admission());
    return new Demands(admissions, processor.readsOrigins(), Set.of())
        .plus(of(processor.batching().apart()));
  }

  /// What both want.
  Demands plus(Demands other) {
    Set<Admission> all = new LinkedHashSet<>(admissions);
    all.addAll(other.admissions);
    Set<MetadataKeys> keys = new HashSet<>(apart);
    keys.addAll(other.apart);
    return new Demands(List.copyOf(all), origins || other.origins, keys);
  }
}
