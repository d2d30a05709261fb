package io.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ShutdownTest {
  private final List<Integer> codes = Collections.synchronizedList(new ArrayList<>());
  private final Shutdown shutdown = new Shutdown(codes::add);

  @Test
  void aSecondSignalEndsAtOnceAndFails() {
    shutdown.ask();
    assertThat(codes).isEmpty();

    shutdown.ask();

    assertThat(codes).containsExactly(ExitCode.FAILURE);
    shutdown.done();
  }

  @Test
  void aSecondSignalIsTooLateToFailWhenEverythingHasEnded() {
    shutdown.ask();
    shutdown.done();

    shutdown.ask();

    assertThat(codes).isEmpty();
  }
}
