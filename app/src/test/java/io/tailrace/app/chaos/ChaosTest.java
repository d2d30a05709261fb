package io.tailrace.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.app.replay.Reply;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Killed at any moment, it keeps its promises. `-Pchaos` kills ten times instead of three, and
/// backends are away for a minute instead of seconds.
@Execution(ExecutionMode.CONCURRENT)
final class ChaosTest {
  @TempDir private Path directory;

  @Test
  void keepsItsPromisesOverKillsAtRandomMoments() throws Exception {
    var account =
        Kills.of(Setup.in(directory), Kills.NUMBER).noted("kill -9", Kills.NUMBER + " times");

    assertThat(account.acknowledged()).isPositive();
    assertThat(account.missing()).isZero();
    assertThat(account.dateless()).isZero();
  }

  @Test
  void theSameTestCatchesAMutantThatAcknowledgesBeforeKafkaDoes() throws Exception {
    var account =
        Kills.of(Setup.in(directory).mutant(), Kills.OF_MUTANT)
            .noted("kill -9, a mutant that acknowledges before Kafka", Kills.OF_MUTANT + " times");

    assertThat(account.missing()).isPositive();
  }

  @Test
  void isKilledWhileTheBackendIsDown() throws Exception {
    try (var rig = Setup.in(directory).start();
        var clients = rig.clients()) {
      clients.send(Kills.RATE);
      rig.awaitAcknowledged(clients, 1_000);
      rig.sink.behave(Reply.always(new Reply.Refuse(503)));
      Thread.sleep(Kills.OUTAGE.dividedBy(2));
      rig.killAtRandom(clients);
      Thread.sleep(Kills.OUTAGE.dividedBy(2));
      rig.sink.behave(Reply.always(Reply.ACCEPT));
      var account =
          rig.settle(clients)
              .noted("kill -9 while the backend is down", "down " + seconds(Kills.OUTAGE));

      assertThat(account.missing()).isZero();
    }
  }

  @Test
  void aPublishedPipelineHasEverythingInItsTopicOverAKill() throws Exception {
    var publishing =
        Setup.in(directory).with("embedded:", "topics: {publish: [traces]}, embedded:");
    try (var rig = publishing.start();
        var clients = rig.clients()) {
      clients.send(Kills.RATE);
      rig.awaitAcknowledged(clients, 1_500);
      rig.killAtRandom(clients);
      rig.awaitAcknowledged(clients, 1_500);
      assertThat(rig.settle(clients).missing()).isZero();

      rig.await(
          "all that was promised to be published",
          () -> clients.acknowledged().missingFrom(rig.topics().published()) == 0);
    }
  }

  static String seconds(Duration duration) {
    return duration.toSeconds() + " s";
  }
}
