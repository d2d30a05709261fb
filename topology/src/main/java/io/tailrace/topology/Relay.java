package io.tailrace.topology;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries records from a topic through the processors to one exporter, and commits a position
/// only when everything below it has left.
///
/// One thread polls, processes, joins and commits; requests are under way on virtual threads. The
/// thread never waits for a backend: when the outlet has no room it lets the consumer rest, but
/// keeps it a member of its group.
final class Relay implements Reader {
  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
  private static final long COMMIT_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long REST_NANOS = Duration.ofMillis(200).toNanos();
  private static final long ANEW_NANOS = Duration.ofSeconds(1).toNanos();
  private static final Duration COMMIT_PATIENCE = Duration.ofMillis(1500);
  private static final Duration LONG_POLL = Duration.ofMillis(500);
  private static final long LITTLE_BYTES = 2 << 20;

  private final Plan.Route route;
  private final Gate gate;
  private final Outlet outlet;
  private final Joiner joiner;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Pace pace;
  private final Map<TopicPartition, Cursor> cursors = new HashMap<>();
  private final Commits commits;
  private final Thread thread;
  private long nextCommit;
  private long nextPoll;
  private long restingSince;
  private volatile boolean stopping;
  private volatile boolean leaving;
  private volatile Consumer<byte[], byte[]> consumer;
  private volatile Map<TopicPartition, Standing> standings = Map.of();

  /// How fast a relay goes about it.
  ///
  /// @param timing its clock
  /// @param gather how long arrivals are gathered between two fetches while there is little
  /// @param drain how long requests that are under way may take when it ends
  record Pace(Timing timing, Duration gather, Duration drain) {}

  /// Where the group stands in a partition, for those who watch.
  ///
  /// @param position everything below is settled
  /// @param oldest append time in epoch milliseconds of the oldest record under way, 0 for none
  /// @param lag how many records lie between the position and the end of the log
  record Standing(long position, Tally tally, long oldest, long lag) {}

  Relay(
      Gate gate,
      Outlet outlet,
      Joiner joiner,
      Supplier<Consumer<byte[], byte[]>> consumers,
      Pace pace) {
    this.route = gate.route();
    this.gate = gate;
    this.outlet = outlet;
    this.joiner = joiner;
    this.consumers = consumers;
    this.consumer = consumers.get();
    this.pace = pace;
    this.commits = new Commits(route.group());
    this.thread =
        Thread.ofPlatform().name("relay " + route.group()).daemon(true).unstarted(this::run);
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public Plan.Route route() {
    return route;
  }

  /// Where it stood a moment ago in the partitions that are its own.
  Map<TopicPartition, Standing> standings() {
    return standings;
  }

  private void run() {
    try (var _ = route.logs()) {
      live();
    }
  }

  private void live() {
    while (!stopping) {
      try {
        relay();
      } catch (WakeupException | InterruptException _) {
        // The end was asked for.
      } catch (RuntimeException e) {
        LOG.error("relay {} lost its way and begins anew at its position", route.group(), e);
        end(Duration.ZERO);
        anew();
      }
    }
    end(pace.drain());
    outlet.close();
  }

  private void anew() {
    while (!stopping) {
      LockSupport.parkNanos(this, ANEW_NANOS);
      try {
        consumer = consumers.get();
        return;
      } catch (KafkaException e) {
        LOG.warn("relay {} cannot connect to Kafka yet: {}", route.group(), e.getMessage());
      }
    }
  }

  private void relay() {
    consumer.subscribe(List.of(route.topic()), new Rebalance(this));
    while (!stopping) {
      try {
        step();
      } catch (InvalidOffsetException e) {
        cursors.putAll(new Positions(consumer).recover(e, cursors));
      } catch (RetriableException e) {
        LOG.warn("relay {}: {}", route.group(), e.toString());
      }
    }
  }

  private void step() {
    send();
    if (joiner.due(now()) <= 0) {
      rest();
      return;
    }
    restingSince = 0;
    gather();
    ConsumerRecords<byte[], byte[]> records = consumer.poll(wait(LONG_POLL));
    long read = 0;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      read += record.serializedValueSize();
      handle(record);
    }
    boolean little = read > 0 && read < LITTLE_BYTES;
    nextPoll = little ? now() + pace.gather().toNanos() : 0;
    commitWhenDue();
  }

  /// Lets arrivals gather in the broker, so that a steady trickle costs few fetches.
  private void gather() {
    while (!stopping && nextPoll != 0 && joiner.due(now()) > 0) {
      long left = nextPoll - now();
      if (left <= 0) {
        return;
      }
      LockSupport.parkNanos(this, left);
    }
  }

  private void rest() {
    if (outlet.expiring()) {
      joiner.take(now()).forEach(Piece::expire);
      return;
    }
    if (restingSince == 0) {
      restingSince = now();
    }
    LockSupport.parkNanos(this, REST_NANOS);
    if (now() - restingSince >= REST_NANOS) {
      restingSince = now();
      consumer.pause(consumer.assignment());
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ZERO)) {
        handle(record);
      }
      consumer.resume(consumer.assignment());
      commitWhenDue();
    }
  }

  private Duration wait(Duration most) {
    long nanos = Math.min(most.toNanos(), joiner.due(now()));
    boolean ahead = false;
    for (Cursor cursor : cursors.values()) {
      ahead = ahead || !cursor.isIdle() || cursor.isAhead();
    }
    if (ahead) {
      nanos = Math.min(nanos, Math.max(Duration.ofMillis(50).toNanos(), nextCommit - now()));
    }
    return Duration.ofNanos(Math.max(0, nanos));
  }

  private void send() {
    while (joiner.due(now()) <= 0 && outlet.hasRoom()) {
      outlet.begin(joiner.take(now()), () -> LockSupport.unpark(thread));
    }
  }

  private void handle(ConsumerRecord<byte[], byte[]> record) {
    Cursor cursor = cursors.get(new TopicPartition(record.topic(), record.partition()));
    if (cursor == null) {
      return;
    }
    Segment segment = new Segment(record);
    // It is not done before all pieces are made, however soon the first of them has left.
    segment.open();
    boolean own = gate.accept(segment, this::take);
    segment.close();
    if (own) {
      cursor.read(segment);
    } else {
      cursor.skip(segment);
    }
  }

  private void take(Piece piece) {
    if (piece.fault().isEmpty()) {
      for (Piece part : outlet.cut(piece)) {
        joiner.add(part, now());
      }
    } else {
      outlet.begin(List.of(piece), () -> LockSupport.unpark(thread));
    }
  }

  private void commitWhenDue() {
    cursors.values().forEach(Cursor::advance);
    if (now() < nextCommit) {
      return;
    }
    nextCommit = now() + COMMIT_NANOS;
    publish();
    Map<TopicPartition, OffsetAndMetadata> due = commits.due(cursors);
    if (!due.isEmpty()) {
      consumer.commitAsync(due, (_, failure) -> commits.done(cursors, due, failure));
    }
  }

  private void publish() {
    Map<TopicPartition, Standing> now = new HashMap<>();
    cursors.forEach(
        (partition, cursor) -> {
          long unread = consumer.currentLag(partition).orElse(0);
          now.put(
              partition,
              new Standing(
                  cursor.position(), cursor.tally(), cursor.oldest(), unread + cursor.underWay()));
        });
    standings = Map.copyOf(now);
  }

  /// Partitions came; called by the rebalance, on the poll thread.
  void assigned(java.util.Collection<TopicPartition> partitions) {
    cursors.putAll(new Positions(consumer).load(partitions));
    publish();
  }

  /// Partitions go to another member: what is settled is committed, the rest is theirs.
  void revoked(java.util.Collection<TopicPartition> partitions) {
    drain(Duration.ofSeconds(1));
    Map<TopicPartition, Cursor> going = new HashMap<>(cursors);
    going.keySet().retainAll(partitions);
    commitSync(going);
    lost(partitions);
  }

  /// Partitions are another member's already.
  void lost(java.util.Collection<TopicPartition> partitions) {
    cursors.keySet().removeAll(partitions);
    joiner.drop(
        piece ->
            partitions.contains(
                new TopicPartition(
                    piece.segment().record().topic(), piece.segment().record().partition())));
    publish();
  }

  private void commitSync(Map<TopicPartition, Cursor> some) {
    some.values().forEach(Cursor::advance);
    Map<TopicPartition, OffsetAndMetadata> due = commits.due(some);
    if (!due.isEmpty()) {
      try {
        commit(due);
      } catch (KafkaException e) {
        commits.done(some, due, e);
      }
    }
  }

  private void commit(Map<TopicPartition, OffsetAndMetadata> due) {
    try {
      consumer.commitSync(due, COMMIT_PATIENCE);
    } catch (WakeupException _) {
      // That was the call to end; it is spent now.
      consumer.commitSync(due, COMMIT_PATIENCE);
    }
  }

  private void drain(Duration atMost) {
    long deadline = now() + atMost.toNanos();
    while (!outlet.isIdle() && now() < deadline) {
      LockSupport.parkNanos(this, Duration.ofMillis(10).toNanos());
    }
  }

  private void end(Duration patience) {
    drain(patience);
    outlet.interrupt();
    drain(Duration.ofMillis(500));
    commitSync(cursors);
    publish();
    cursors.clear();
    joiner.drop(_ -> true);
    try {
      consumer.close(
          CloseOptions.timeout(Duration.ofSeconds(1))
              .withGroupMembershipOperation(
                  leaving
                      ? CloseOptions.GroupMembershipOperation.LEAVE_GROUP
                      : CloseOptions.GroupMembershipOperation.DEFAULT));
    } catch (KafkaException e) {
      LOG.warn("relay {} left its group without a word: {}", route.group(), e.getMessage());
    }
  }

  private long now() {
    return pace.timing().nanos().getAsLong();
  }

  @Override
  public void full(boolean now) {
    outlet.expire(now);
  }

  @Override
  public synchronized void stop() {
    if (!stopping) {
      stopping = true;
      // Once only: another call would break the last commit off.
      consumer.wakeup();
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void leave() {
    leaving = true;
    close();
  }

  @Override
  public void close() {
    stop();
    try {
      thread.join(pace.drain().plusSeconds(6));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
