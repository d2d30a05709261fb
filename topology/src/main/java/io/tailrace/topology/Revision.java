package io.tailrace.topology;

import io.tailrace.component.DeliveryPolicy.StartAt;
import io.tailrace.config.ComponentId;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Works out what the plan is to say after changes, all of which take effect at the same ends of
/// the partitions: what moves from one exporter to another is neither lost nor doubled.
///
/// Positions are written only for groups that begin; those of groups that go on are theirs alone.
///
/// @param books the books of this process
/// @param clock tells how far back `start_at: 1h` is
/// @param partitions how many each topic has
record Revision(
    Admin admin,
    BookKeeper keeper,
    WriterBooks books,
    InstantSource clock,
    Map<String, Integer> partitions) {
  /// A change of one route.
  sealed interface Change {
    Plan.Route route();
  }

  /// A route begins, or begins anew after it was given up.
  ///
  /// @param planned what it will be
  /// @param startAt where it begins
  record Begin(Planned planned, StartAt startAt) implements Change {
    @Override
    public Plan.Route route() {
      return planned.route();
    }
  }

  /// A route reads other receivers from now on.
  ///
  /// @param before what the plan says; its parts are those of afterwards
  /// @param route where it reads from now on
  record Turn(Planned before, Plan.Route route) implements Change {}

  /// A route only finishes what came before.
  ///
  /// @param before what the plan says
  /// @param successor the group that waits for it; empty for none
  record Drain(Planned before, String successor) implements Change {
    @Override
    public Plan.Route route() {
      return before.route();
    }
  }

  /// Makes the changes, while nobody works in the groups.
  List<Planned> of(Collection<Change> changes) throws ExecutionException, InterruptedException {
    Set<String> topics = new TreeSet<>();
    changes.forEach(change -> topics.add(change.route().topic()));
    List<TopicPartition> all = new ArrayList<>();
    for (String topic : topics) {
      all.addAll(of(topic));
    }
    Map<TopicPartition, Long> ends = keeper.offsets(all, OffsetSpec.latest());
    Map<TopicPartition, Map<ComponentId, Long>> written = new HashMap<>();
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      written.put(end.getKey(), keeper.below(books, end.getKey(), end.getValue()));
    }
    Barrier barrier = new Barrier(ends, written);
    List<Planned> revised = new ArrayList<>();
    for (Change change : changes) {
      revised.add(
          switch (change) {
            case Begin begin -> begin(begin, barrier);
            case Turn turn -> turn(turn.before(), turn.route(), barrier);
            case Drain drain when keeper.names().isPipeline(drain.route().topic()) ->
                // Its sampling drains too, and writes to the topic for as long as that takes.
                drain.before().drain(drain.successor());
            case Drain drain ->
                turn(drain.before(), drain.route().without(), barrier).drain(drain.successor());
          });
    }
    return revised;
  }

  /// Where changes take effect.
  ///
  /// @param ends the first offset that they hold for
  /// @param written what receivers wrote below
  private record Barrier(
      Map<TopicPartition, Long> ends, Map<TopicPartition, Map<ComponentId, Long>> written) {}

  private List<TopicPartition> of(String topic) {
    List<TopicPartition> all = new ArrayList<>();
    for (int p = 0; p < partitions.getOrDefault(topic, 1); p++) {
      all.add(new TopicPartition(topic, p));
    }
    return all;
  }

  private Planned turn(Planned before, Plan.Route after, Barrier barrier)
      throws ExecutionException, InterruptedException {
    Map<Integer, Long> until = new HashMap<>();
    Map<Integer, Long> moved = new HashMap<>();
    for (TopicPartition partition : of(after.topic())) {
      Map<ComponentId, Long> written = barrier.written().getOrDefault(partition, Map.of());
      until.put(partition.partition(), barrier.ends().getOrDefault(partition, 0L));
      moved.put(partition.partition(), after.count(written) - before.route().count(written));
    }
    return before.turn(after, until, moved, Positions.committed(admin, before.route()));
  }

  /// Gives a group its first positions, so that they never depend on when somebody joins.
  private Planned begin(Begin begin, Barrier barrier)
      throws ExecutionException, InterruptedException {
    Plan.Route route = begin.route();
    if (route.decides() || route.releases()) {
      beginSampling(route, barrier);
      return begin.planned();
    }
    Map<TopicPartition, OffsetAndMetadata> earlier =
        admin.listConsumerGroupOffsets(route.group()).partitionsToOffsetAndMetadata().get();
    Map<TopicPartition, Long> at = at(begin.startAt(), route, barrier);
    Map<TopicPartition, OffsetAndMetadata> start = new HashMap<>();
    for (Map.Entry<TopicPartition, Long> entry : at.entrySet()) {
      TopicPartition partition = entry.getKey();
      boolean atBarrier = entry.getValue().equals(barrier.ends().get(partition));
      Map<ComponentId, Long> written =
          atBarrier
              ? barrier.written().getOrDefault(partition, Map.of())
              : keeper.below(books, partition, entry.getValue());
      Tally tally =
          Optional.ofNullable(earlier.get(partition))
              .map(commit -> Tally.decode(commit.metadata()))
              .orElse(Tally.ZERO);
      start.put(
          partition,
          new OffsetAndMetadata(
              entry.getValue(), tally.beginningAt(route.count(written)).encode()));
    }
    admin.alterConsumerGroupOffsets(route.group(), start).all().get();
    return begin.planned();
  }

  /// Lets a stage of a sampling begin at the barrier: the first writes a beginning to each
  /// partition of the decisions, from which both go on.
  private void beginSampling(Plan.Route route, Barrier barrier)
      throws ExecutionException, InterruptedException {
    SamplingBeginning beginning = new SamplingBeginning(keeper, admin, clock, route);
    Map<TopicPartition, Long> ends = new HashMap<>();
    Map<TopicPartition, Long> written = new HashMap<>();
    for (TopicPartition partition : of(route.topic())) {
      ends.put(partition, barrier.ends().getOrDefault(partition, 0L));
      written.put(partition, route.count(barrier.written().getOrDefault(partition, Map.of())));
    }
    if (route.decides()) {
      beginning.decide(ends, written);
    } else {
      beginning.release(ends);
    }
  }

  private Map<TopicPartition, Long> at(StartAt startAt, Plan.Route route, Barrier barrier)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> at = new HashMap<>();
    Optional<OffsetSpec> spec =
        startAt.earliest()
            ? Optional.of(OffsetSpec.earliest())
            : startAt
                .back()
                .map(back -> OffsetSpec.forTimestamp(clock.instant().minus(back).toEpochMilli()));
    Map<TopicPartition, Long> found =
        spec.isPresent() ? keeper.offsets(of(route.topic()), spec.get()) : Map.of();
    for (TopicPartition partition : of(route.topic())) {
      long end = barrier.ends().getOrDefault(partition, 0L);
      long offset = found.getOrDefault(partition, end);
      // Without a record as young as asked for there is no offset.
      at.put(partition, offset < 0 ? end : offset);
    }
    return at;
  }
}
