package io.tailrace.topology;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/// One record on its way through a relay: it is done when all pieces that were made of it are.
///
/// The poll thread makes and reads it, threads that export settle its pieces.
final class Segment {
  private final ConsumerRecord<byte[], byte[]> record;
  private Tally tally = Tally.ZERO;
  private int open;

  Segment(ConsumerRecord<byte[], byte[]> record) {
    this.record = record;
  }

  ConsumerRecord<byte[], byte[]> record() {
    return record;
  }

  /// The position once it is done.
  long next() {
    return record.offset() + 1;
  }

  synchronized void received(long items) {
    tally = tally.plus(Tally.received(items));
  }

  synchronized void redriven(long items) {
    tally = tally.plus(Tally.redriven(items));
  }

  /// Processors dropped items.
  synchronized void filtered(Tally filtered) {
    tally = tally.plus(filtered);
  }

  /// Another piece of it is on its way.
  synchronized void open() {
    open++;
  }

  /// Some items of a piece left.
  synchronized void left(Tally.Exit exit, long items) {
    tally = tally.plus(Tally.left(exit, items));
  }

  /// All items of a piece left.
  synchronized void close() {
    open--;
  }

  synchronized boolean isDone() {
    return open == 0;
  }

  synchronized Tally tally() {
    return tally;
  }
}
