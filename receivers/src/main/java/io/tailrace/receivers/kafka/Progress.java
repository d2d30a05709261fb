package io.tailrace.receivers.kafka;

import java.util.ArrayDeque;
import java.util.OptionalLong;

/// How far a partition was read: the position moves over a record only when that one and all
/// before it are safe.
final class Progress {
  private final ArrayDeque<Slot> open = new ArrayDeque<>();
  private long position = -1;
  private long committed = -1;

  /// A record that is under way.
  static final class Slot {
    private final long offset;
    private boolean done;

    private Slot(long offset) {
      this.offset = offset;
    }
  }

  Slot begin(long offset) {
    Slot slot = new Slot(offset);
    open.addLast(slot);
    return slot;
  }

  void end(Slot slot) {
    slot.done = true;
    while (!open.isEmpty() && open.getFirst().done) {
      position = open.removeFirst().offset + 1;
    }
  }

  /// Whether no record is under way.
  boolean idle() {
    return open.isEmpty();
  }

  /// The position to commit, empty when it is the committed one.
  OptionalLong toCommit() {
    return position > committed ? OptionalLong.of(position) : OptionalLong.empty();
  }

  void committed(long offset) {
    committed = Math.max(committed, offset);
  }
}
