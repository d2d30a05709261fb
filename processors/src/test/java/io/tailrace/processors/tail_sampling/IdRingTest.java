package io.tailrace.processors.tail_sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Remembered ids, against a queue of objects.
class IdRingTest {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void knowsWhatDecidedLastUntilThatIsForgotten(boolean whole) {
    Random random = new Random(3);
    IdRing ring = new IdRing(whole);
    Deque<Known> known = new ArrayDeque<>();
    for (int step = 0; step < 3_000; step++) {
      int adds = random.nextInt(step < 1_500 ? 8 : 3);
      for (int i = 0; i < adds; i++) {
        Known one = new Known(random.nextInt(3), random.nextInt(6_000), random.nextInt(9));
        ring.add(one.high(), one.low(), one.cause());
        known.add(one);
      }
      int forgets = Math.min(random.nextInt(5), known.size());
      ring.forget(forgets);
      for (int i = 0; i < forgets; i++) {
        known.removeFirst();
      }
      long high = random.nextInt(3);
      long low = random.nextInt(6_000);
      assertThat(ring.cause(high, low)).isEqualTo(last(known, whole, high, low));
      assertThat(ring.size()).isEqualTo(known.size());
    }
    assertThat(known).isNotEmpty();
  }

  private static int last(Deque<Known> known, boolean whole, long high, long low) {
    return known.stream()
        .filter(each -> each.low() == low && (!whole || each.high() == high))
        .reduce((_, later) -> later)
        .map(Known::cause)
        .orElse(-1);
  }

  private record Known(long high, long low, int cause) {}
}
