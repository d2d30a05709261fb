package io.tailrace.app;

import io.tailrace.component.Lifecycle;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;

/// The components of one kind that run, and how they follow a configuration: what stays the
/// same is not touched.
///
/// @param <T> what they are
final class Roster<T extends Lifecycle> implements AutoCloseable {
  private final Map<ComponentId, Member<T>> members = new LinkedHashMap<>();

  /// One that should run.
  ///
  /// @param fingerprint everything that it depends on; when it differs, the component restarts
  /// @param maker makes it
  record Wanted<T>(Object fingerprint, Maker<T> maker) {}

  /// Makes a component.
  @FunctionalInterface
  interface Maker<T> {
    T make() throws StartException;
  }

  private record Member<T>(Object fingerprint, T component) {}

  /// Ends what is not wanted, or wanted differently; then starts what is missing, in order. When
  /// one does not start, those started before it keep running and the next call goes on from there.
  ///
  /// @return the ids that were ended and started
  synchronized Change apply(Map<ComponentId, Wanted<T>> wanted) throws StartException {
    List<ComponentId> ended =
        end(members.keySet().stream().filter(id -> !stays(id, wanted)).toList());
    List<ComponentId> started = new ArrayList<>();
    for (Map.Entry<ComponentId, Wanted<T>> entry : wanted.entrySet()) {
      if (!members.containsKey(entry.getKey())) {
        start(entry.getKey(), entry.getValue());
        started.add(entry.getKey());
      }
    }
    return new Change(ended, started);
  }

  /// What a call changed.
  record Change(List<ComponentId> ended, List<ComponentId> started) {}

  synchronized <U> Optional<U> find(ComponentId id, Class<U> type) {
    return Optional.ofNullable(members.get(id))
        .map(Member::component)
        .filter(type::isInstance)
        .map(type::cast);
  }

  synchronized void forEach(BiConsumer<ComponentId, T> action) {
    members.forEach((id, member) -> action.accept(id, member.component()));
  }

  /// Ends some of them at the same time, since each may wait for what is under way.
  ///
  /// @return those of them that ran
  synchronized List<ComponentId> end(Collection<ComponentId> ids) {
    List<ComponentId> running = ids.stream().filter(members::containsKey).toList();
    try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
      members.forEach(
          (id, member) -> {
            if (running.contains(id)) {
              all.execute(() -> Lifecycle.end(id, member.component()));
            }
          });
    }
    members.keySet().removeAll(running);
    return running;
  }

  @Override
  public synchronized void close() {
    var _ = end(members.keySet());
  }

  private boolean stays(ComponentId id, Map<ComponentId, Wanted<T>> wanted) {
    Optional<Object> now = Optional.ofNullable(members.get(id)).map(Member::fingerprint);
    return now.isPresent()
        && now.equals(Optional.ofNullable(wanted.get(id)).map(Wanted::fingerprint));
  }

  private void start(ComponentId id, Wanted<T> wanted) throws StartException {
    T component = wanted.maker().make();
    try {
      component.start();
    } catch (StartException | RuntimeException e) {
      Lifecycle.end(id, component);
      throw e instanceof StartException known
          ? new StartException(id + ": " + known.getMessage(), known)
          : new StartException(id + " did not start: " + e, e);
    }
    members.put(id, new Member<>(wanted.fingerprint(), component));
  }
}
