package io.tailrace.topology;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/// One record on its way through a relay: it is done when all pieces that were made of it are.
///
/// The poll thread makes and reads it, threads that export settle its pieces. What the record held
/// is let go when it is done: it may be remembered for long after that, until everything before it
/// is done too, and memory must not grow with what is read meanwhile.
final class Segment {
  private static final byte[] NOTHING = {};

  private ConsumerRecord<byte[], byte[]> record;
  private Tally tally = Tally.ZERO;
  private int open;

  Segment(ConsumerRecord<byte[], byte[]> record) {
    this.record = record;
  }

  /// The record; without key, value and headers once it is done.
  synchronized ConsumerRecord<byte[], byte[]> record() {
    return record;
  }

  /// The position once it is done.
  synchronized long next() {
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
    if (open == 0) {
      record = withoutContent(record);
    }
  }

  private static ConsumerRecord<byte[], byte[]> withoutContent(
      ConsumerRecord<byte[], byte[]> record) {
    return new ConsumerRecord<>(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.timestampType(),
        ConsumerRecord.NULL_SIZE,
        ConsumerRecord.NULL_SIZE,
        NOTHING,
        NOTHING,
        new RecordHeaders(),
        record.leaderEpoch());
  }

  synchronized boolean isDone() {
    return open == 0;
  }

  synchronized Tally tally() {
    return tally;
  }
}
