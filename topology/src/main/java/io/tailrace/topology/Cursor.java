package io.tailrace.topology;

import java.util.ArrayDeque;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/// Where a group stands in one partition: everything below the position is settled. Used by the
/// poll thread alone.
final class Cursor {
  private final ArrayDeque<Segment> under = new ArrayDeque<>();
  private long position;
  private long committed;
  private long committedAhead;
  private Tally tally;

  Cursor(long position, Tally tally) {
    this.position = position;
    this.committed = position;
    this.tally = tally;
  }

  /// A record was read; records come in order.
  void read(Segment segment) {
    under.add(segment);
  }

  /// A record that is none of ours was read.
  void skip(Segment segment) {
    if (under.isEmpty()) {
      position = segment.next();
    } else {
      under.add(segment);
    }
  }

  /// Moves over what is done.
  void advance() {
    while (!under.isEmpty() && under.peek().isDone()) {
      Segment done = under.remove();
      tally = tally.plus(done.tally());
      position = done.next();
    }
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

  /// What to commit now.
  OffsetAndMetadata commit() {
    committed = position;
    committedAhead = ahead();
    return new OffsetAndMetadata(position, tally.withAhead(committedAhead).encode());
  }
}
