package io.tailrace.topology;

import io.tailrace.config.ComponentId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Where a change of an exporter's source takes effect: below these offsets the sources before
/// hold, from them on the new ones.
///
/// @param receiver the receiver that was added or removed
/// @param added whether it was added
/// @param offsets the first offset, by partition, that the change holds for
record Barrier(ComponentId receiver, boolean added, Map<Integer, Long> offsets) {
  /// Copies the map.
  Barrier {
    offsets = Map.copyOf(offsets);
  }

  /// Whether it decides about a record: a receiver that was added does not count below the
  /// barrier, one that was removed still does.
  boolean holds(int partition, long offset) {
    return offset < offsets.getOrDefault(partition, 0L);
  }

  /// As a line of the plan topic: `+otlp 0=12 1=7`.
  String encode() {
    StringBuilder text = new StringBuilder(added ? "+" : "-").append(receiver);
    new TreeMap<>(offsets)
        .forEach((partition, offset) -> text.append('\t').append(partition + "=" + offset));
    return text.toString();
  }

  /// Reads what {@link #encode} wrote; empty if it is something else.
  static Optional<Barrier> decode(String line) {
    if (!line.startsWith("+") && !line.startsWith("-")) {
      return Optional.empty();
    }
    String[] parts = line.split("\t", -1);
    Map<Integer, Long> offsets = new TreeMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      offsets.put(
          Integer.parseInt(parts[i].substring(0, equals)),
          Long.parseLong(parts[i].substring(equals + 1)));
    }
    return Optional.of(
        new Barrier(Headers.id(parts[0].substring(1)), line.startsWith("+"), offsets));
  }

  /// The barriers between two routes of one group that change at the same offsets.
  static List<Barrier> between(Plan.Route before, Plan.Route after, Map<Integer, Long> offsets) {
    List<Barrier> barriers = new ArrayList<>();
    for (ComponentId receiver : after.receivers()) {
      if (!before.receivers().contains(receiver)) {
        barriers.add(new Barrier(receiver, true, offsets));
      }
    }
    for (ComponentId receiver : before.receivers()) {
      if (!after.receivers().contains(receiver)) {
        barriers.add(new Barrier(receiver, false, offsets));
      }
    }
    return barriers;
  }
}
