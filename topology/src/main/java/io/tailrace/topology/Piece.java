package io.tailrace.topology;

import io.tailrace.component.Payload;

/// What the processors left of a record, or a part of it.
///
/// @param segment the record
/// @param payload the items
/// @param fault why it cannot be sent at all; empty for all but what a processor failed on
record Piece(Segment segment, Payload payload, String fault) {
  /// It is given up for lack of room.
  void expire() {
    segment.left(Tally.Exit.EXPIRED, payload.items());
    segment.close();
  }
}
