package io.tailrace.processors.tail_sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The table of traces, against a queue of objects.
class TraceRowsTest {
  private final TraceRows rows = new TraceRows(1);
  private final IdIndex index = new IdIndex(rows);
  private final Deque<Expected> expected = new ArrayDeque<>();

  private record Expected(
      long high, long low, long offset, long time, long last, long deadline, long value) {}

  @Test
  void holdsWhatItWasToldWhileItGrowsAndShrinks() {
    Random random = new Random(1);
    long offset = 0;
    long time = 1_800_000_000_000L;
    for (int i = 0; i < 200_000; i++) {
      boolean jumps = random.nextInt(10_000) == 0;
      offset += jumps ? 1L << 33 : random.nextInt(5);
      time += jumps ? 100L * 365 * 86_400_000 : random.nextInt(3);
      append(random, offset, time);
      int pops = i % 60_000 < 40_000 ? random.nextInt(2) : 3;
      for (int pop = 0; pop < pops && rows.size() > 0; pop++) {
        pop();
      }
    }
    while (rows.size() > 0) {
      pop();
    }
    assertThat(expected).isEmpty();
    assertThat(index.bytes()).as("bytes of an empty index").isLessThan(1_000_000);
  }

  private void append(Random random, long offset, long time) {
    long high = random.nextLong();
    long low = random.nextInt(4) == 0 ? random.nextInt(1000) : random.nextLong();
    if (index.find(high, low) >= 0) {
      return;
    }
    long last = offset + random.nextInt(1000);
    long value = random.nextLong();
    int row = rows.append(high, low, offset, time, 30_000);
    index.put(high, low, row);
    rows.lastOffset(row, last);
    rows.hasten(row, time + random.nextInt(60_000));
    rows.times(row, value, ~value);
    rows.bits(row, 0, value);
    rows.add(row, 3, 1, value >>> 40);
    rows.root(row, 16_383, 7);
    for (int service = 1; service < 12; service++) {
      rows.addService(row, 16_383 - service % 9);
    }
    expected.add(new Expected(high, low, offset, time, last, rows.deadline(row), value));
  }

  private void pop() {
    Expected first = expected.removeFirst();
    int row = rows.head();
    assertThat(index.find(first.high(), first.low())).isEqualTo(row);
    assertThat(
            new Expected(
                rows.high(row),
                rows.low(row),
                rows.firstOffset(row),
                rows.firstTime(row),
                rows.lastOffset(row),
                rows.deadline(row),
                rows.start(row)))
        .isEqualTo(first);
    assertThat(rows.deadline(row)).isBetween(first.time(), first.time() + 30_000);
    assertThat(rows.end(row)).isEqualTo(~first.value());
    assertThat(rows.bits(row, 0)).isEqualTo(first.value());
    assertThat(rows.bytes(row)).isEqualTo(first.value() >>> 40);
    assertThat(rows.spans(row)).isEqualTo(3);
    assertThat(rows.errors(row)).isEqualTo(1);
    assertThat(rows.rootName(row)).isEqualTo(16_383);
    assertThat(rows.rootService(row)).isEqualTo(7);
    assertThat(rows.service(row, 0)).isEqualTo(16_382);
    assertThat(rows.service(row, 7)).isEqualTo(16_375);
    index.remove(first.high(), first.low(), row);
    assertThat(index.find(first.high(), first.low())).isEqualTo(-1);
    rows.pop();
    index.shrink();
  }

  @Test
  void countsThatDoNotFitStayAtTheMostThatDoes() {
    int row = rows.append(1, 2, 0, 0, 1);
    for (int i = 0; i < 3; i++) {
      rows.add(row, Integer.MAX_VALUE, 16_000_000, 1L << 40);
    }
    rows.lastOffset(row, 1L << 40);

    assertThat(rows.spans(row)).isEqualTo(Integer.MAX_VALUE);
    assertThat(rows.errors(row)).isEqualTo((1 << 24) - 1);
    assertThat(rows.bytes(row)).isEqualTo((1L << 40) - 1);
    assertThat(rows.lastOffset(row)).isEqualTo((1L << 32) - 1);
    assertThat(rows.deadline(row)).isEqualTo(1);
  }

  @Test
  void aTraceTakesAHundredBytesAtMost() {
    Random random = new Random(2);
    for (int i = 1; i <= 1_000_000; i++) {
      long low = random.nextLong();
      index.put(i, low, rows.append(i, low, i, i, 1));
      if (i >= 50_000 && i % 1_000 == 0) {
        assertThat((double) (rows.memory() + index.bytes()) / i)
            .as("bytes a trace of %d", i)
            .isLessThan(102);
      }
    }
    assertThat((double) (rows.memory() + index.bytes()) / 1_000_000).isLessThanOrEqualTo(100);
  }

  @Test
  void idsThatShareAHalfAreTold() {
    for (int i = 0; i < 1_000; i++) {
      index.put(i, 5, rows.append(i, 5, 0, 0, 1));
      index.put(5, 10_000 + i, rows.append(5, 10_000 + i, 0, 0, 1));
    }
    for (int i = 0; i < 1_000; i++) {
      assertThat(rows.high(index.find(i, 5))).isEqualTo(i);
      assertThat(rows.low(index.find(5, 10_000 + i))).isEqualTo(10_000 + i);
    }
    assertThat(index.find(1_000, 5)).isEqualTo(-1);
  }
}
