package io.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.Lifecycle;
import io.tailrace.config.ComponentId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

final class RosterTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void thoseThatWaitForWhatIsUnderWayEndAtTheSameTime() throws Exception {
    var together = new CyclicBarrier(3);
    var ended = new CopyOnWriteArrayList<String>();
    var roster = new Roster<Lifecycle>();
    Map<ComponentId, Roster.Wanted<Lifecycle>> wanted = new LinkedHashMap<>();
    for (String name : List.of("a", "b", "c")) {
      wanted.put(
          ComponentId.of(name), new Roster.Wanted<>(name, () -> waiting(together, ended, name)));
    }
    roster.apply(wanted);

    roster.closeTogether();

    assertThat(ended).containsExactlyInAnyOrder("a", "b", "c");
  }

  private static Lifecycle waiting(CyclicBarrier together, List<String> ended, String name) {
    return new Lifecycle() {
      @Override
      public void close() {
        try {
          together.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
          ended.add(name);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }
}
