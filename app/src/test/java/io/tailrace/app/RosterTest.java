package io.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.component.Lifecycle;
import io.tailrace.component.StartException;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RosterTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final List<ComponentId> IDS =
      List.of(ComponentId.of("a"), ComponentId.of("b"), ComponentId.of("c"));

  @ParameterizedTest
  @MethodSource("ends")
  void thoseThatWaitForWhatIsUnderWayEndAtTheSameTime(Ending ending) throws Exception {
    var together = new CyclicBarrier(3);
    var ended = new CopyOnWriteArrayList<String>();
    var roster = new Roster<Lifecycle>();
    Map<ComponentId, Roster.Wanted<Lifecycle>> wanted = new LinkedHashMap<>();
    for (ComponentId id : IDS) {
      wanted.put(id, new Roster.Wanted<>("", () -> waiting(together, ended, id.toString())));
    }
    roster.apply(wanted);

    ending.end(roster);

    assertThat(ended).containsExactlyInAnyOrder("a", "b", "c");
  }

  static List<Ending> ends() {
    return List.of(Roster::close, roster -> roster.apply(Map.of()), roster -> roster.end(IDS));
  }

  /// How components of a roster end.
  private interface Ending {
    void end(Roster<Lifecycle> roster) throws StartException;
  }

  @Test
  void saysWhyAComponentDidNotStartAlsoWhenItDoesNotClose() {
    var roster = new Roster<Lifecycle>();
    Lifecycle broken =
        new Lifecycle() {
          @Override
          public void start() throws StartException {
            throw new StartException("the port is in use");
          }

          @Override
          public void close() {
            throw new IllegalStateException("nothing to close");
          }
        };

    assertThatThrownBy(
            () -> roster.apply(Map.of(IDS.getFirst(), new Roster.Wanted<>("", () -> broken))))
        .isInstanceOf(StartException.class)
        .hasMessage("a: the port is in use");
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
