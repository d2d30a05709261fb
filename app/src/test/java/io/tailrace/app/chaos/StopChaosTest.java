package io.tailrace.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.app.replay.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Asked to stop, it stops.
final class StopChaosTest {
  private static final Duration AT_MOST = Duration.ofSeconds(10);

  /// Started in the background, a process may have inherited that it does not hear SIGINT.
  private static final List<String> HEARS_SIGINT = List.of("env", "--default-signal=INT");

  @TempDir private Path directory;

  @Test
  void endsInOrderAtSigtermAndSigintWithRequestsUnderWayAndABacklog() throws Exception {
    var setup = Setup.in(directory).oneRequestAtATime();
    try (var rig = (hears() ? setup.inside(HEARS_SIGINT) : setup).start();
        var clients = rig.clients()) {
      rig.sink.behave(Reply.always(new Reply.Accept(Duration.ofMillis(200))));
      clients.send(Kills.RATE);
      for (String signal : List.of("TERM", "INT")) {
        rig.awaitAcknowledged(clients, 1_000);
        var stopped = rig.stopAtRandom(clients, signal);

        System.out.println(signal + ": " + stopped);
        assertThat(stopped.exit()).as(rig.log()).isZero();
        assertThat(stopped.after()).isLessThan(AT_MOST);
        rig.restart();
      }
      rig.sink.behave(Reply.always(Reply.ACCEPT));
      var account = rig.settle(clients).noted("SIGTERM, SIGINT", "once each; exit code 0");

      assertThat(account.missing()).isZero();
    }
  }

  private static boolean hears() throws InterruptedException {
    try {
      var command = List.of(HEARS_SIGINT.getFirst(), HEARS_SIGINT.getLast(), "true");
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (java.io.IOException _) {
      return false;
    }
  }
}
