package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.topology.decisions.TraceIds;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeptTracesTest {
  private static final int[] SAME = {0, 1, 2, 3};

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void rememberAndForgetAsPlainMapsDo(long seed) {
    Random random = new Random(seed);
    KeptTraces traces = new KeptTraces();
    Deque<Map<Long, Integer>> slices = new ArrayDeque<>();
    for (int watermark = 1; watermark < 400; watermark++) {
      TraceIds ids = new TraceIds();
      Map<Long, Integer> slice = new HashMap<>();
      for (int i = random.nextInt(60); i > 0; i--) {
        long id = random.nextInt(3000);
        int cause = random.nextInt(4);
        ids.add(id % 3, id, cause);
        slice.put(id, cause);
      }
      traces.add(ids, SAME, watermark);
      slices.add(slice);
      if (random.nextInt(3) == 0) {
        int forgotten = 1 + random.nextInt(Math.min(3, slices.size()));
        traces.forgetUpTo(watermark - slices.size() + forgotten);
        for (int i = 0; i < forgotten; i++) {
          slices.removeFirst();
        }
      }
      check(traces, slices);
    }
  }

  private static void check(KeptTraces traces, Deque<Map<Long, Integer>> slices) {
    Map<Long, Integer> all = new HashMap<>();
    slices.forEach(all::putAll);
    for (long id = 0; id < 3000; id++) {
      assertThat(traces.cause(id % 3, id)).isEqualTo(all.getOrDefault(id, -1));
    }
  }
}
