package io.tailrace.topology;

import io.tailrace.component.MetadataKeys;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// Takes of the metadata of requests what is kept, and refuses more combinations of values than
/// pipelines want to tell apart.
final class MetadataSieve {
  /// Combinations seen since the process started, which a new configuration does not forget.
  private final Map<MetadataKeys, Set<Metadata>> seen;

  private final Set<String> kept;
  private final List<MetadataKeys> bounded = new ArrayList<>();

  /// Creates it.
  ///
  /// @param apart what the pipelines behind a receiver tell requests apart by
  /// @param seen shared by all of a process
  MetadataSieve(Collection<MetadataKeys> apart, Map<MetadataKeys, Set<Metadata>> seen) {
    this.seen = seen;
    this.kept = new TreeSet<>(Set.of(Metadata.TENANT));
    for (MetadataKeys keys : apart) {
      kept.addAll(keys.names());
      if (keys.most() > 0) {
        bounded.add(keys);
      }
    }
  }

  /// What is kept of the metadata of a request.
  Metadata sift(Map<String, List<String>> metadata) {
    return metadata.isEmpty() ? Metadata.NONE : Metadata.of(metadata, kept);
  }

  /// Why a request is refused for its metadata; empty if it is not.
  Optional<String> refusal(Metadata metadata) {
    if (metadata.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> fault = metadata.fault();
    for (MetadataKeys keys : bounded) {
      if (fault.isEmpty() && !admits(keys, metadata.only(keys.names()))) {
        return Optional.of(
            "more than %d combinations of values of %s, see metadata_cardinality_limit"
                .formatted(keys.most(), String.join(", ", keys.names())));
      }
    }
    return fault;
  }

  private boolean admits(MetadataKeys keys, Metadata combination) {
    Set<Metadata> known = seen.computeIfAbsent(keys, _ -> ConcurrentHashMap.newKeySet());
    if (combination.isEmpty() || known.contains(combination)) {
      return true;
    }
    synchronized (known) {
      return known.size() < keys.most() && known.add(combination);
    }
  }
}
