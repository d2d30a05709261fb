package io.tailrace.topology;

import java.util.ArrayDeque;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/// Where a group stands in one partition: everything below the position is settled. Used by the
/// poll thread alone.
final class Cursor {
  private final ArrayDeque<Segment> under = new ArrayDeque<>();
  private long position;
  private long committed;
  private long committedAhead;
  private Optional<Integer> epoch;
  private Tally tally;

  /// A cursor behind a record.
  ///
  /// @param epoch the leader epoch in which the record was written, where it is known
  Cursor(long position, Optional<Integer> epoch, Tally tally) {
    this.position = position;
    this.committed = position;
    this.epoch = epoch;
    this.tally = tally;
  }

  /// A cursor where nothing is known of the record before.
  Cursor(long position, Tally tally) {
    this(position, Optional.empty(), tally);
  }

  /// A record was read; records come in order.
  void read(Segment segment) {
    under.add(segment);
  }

  /// A record that is none of ours was read.
  void skip(Segment segment) {
    if (under.isEmpty()) {
      move(segment);
    } else {
      under.add(segment);
    }
  }

  /// Moves over what is done.
  void advance() {
    while (!under.isEmpty() && under.peek().isDone()) {
      Segment done = under.remove();
      tally = tally.plus(done.tally());
      move(done);
    }
  }

  private void move(Segment behind) {
    position = behind.next();
    epoch = behind.record().leaderEpoch();
  }

  boolean isAhead() {
    return position != committed || ahead() != committedAhead;
  }

  /// How many records were read and are not settled.
  int underWay() {
    return under.size();
  }

  boolean isIdle() {
    return under.isEmpty();
  }

  /// The last commit did not come to pass.
  void forgetCommit() {
    committed = -1;
  }

  long position() {
    return position;
  }

  Tally tally() {
    return tally;
  }

  /// The append time of the oldest record that is not settled, 0 if there is none.
  long oldest() {
    return under.isEmpty() ? 0 : under.peek().record().timestamp();
  }

  /// Items above the position that the backend has, because an earlier record is not done.
  private long ahead() {
    long items = 0;
    for (Segment segment : under) {
      items += segment.tally().exported();
    }
    return items;
  }

  /// What to commit now. With the epoch, whoever goes on learns when a power loss has taken
  /// records from the log that were exported, also where others took their offsets since.
  OffsetAndMetadata commit() {
    committed = position;
    committedAhead = ahead();
    return new OffsetAndMetadata(position, epoch, tally.withAhead(committedAhead).encode());
  }
}
