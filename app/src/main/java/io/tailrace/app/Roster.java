package io.tailrace.app;

import io.tailrace.component.Lifecycle;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The components of one kind that run, and how they follow a configuration: what stays the
/// same is not touched.
///
/// @param <T> what they are
final class Roster<T extends Lifecycle> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Roster.class);

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

  /// Ends what is not wanted, or wanted differently, in reverse order; then starts what is
  /// missing, in order. When one does not start, those started before it keep running and the
  /// next call goes on from there.
  ///
  /// @return the ids that were ended and started
  synchronized Change apply(Map<ComponentId, Wanted<T>> wanted) throws StartException {
    List<ComponentId> ended =
        List.copyOf(members.keySet()).reversed().stream().filter(id -> !stays(id, wanted)).toList();
    ended.forEach(this::end);
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

  @Override
  public synchronized void close() {
    List.copyOf(members.keySet()).reversed().forEach(this::end);
  }

  /// Ends all of them at the same time, since each may wait for what is under way.
  synchronized void closeTogether() {
    try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
      members.forEach((id, member) -> all.execute(() -> close(id, member.component())));
    }
    members.clear();
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
      component.close();
      throw e instanceof StartException known
          ? new StartException(id + ": " + known.getMessage(), known)
          : new StartException(id + " did not start: " + e, e);
    }
    members.put(id, new Member<>(wanted.fingerprint(), component));
  }

  /// Ends a component.
  ///
  /// @return whether it ran
  synchronized boolean end(ComponentId id) {
    Optional<Member<T>> ended = Optional.ofNullable(members.remove(id));
    ended.ifPresent(member -> close(id, member.component()));
    return ended.isPresent();
  }

  private static void close(ComponentId id, Lifecycle component) {
    try {
      component.close();
    } catch (RuntimeException e) {
      LOG.warn("{} did not end cleanly", id, e);
    }
  }
}
