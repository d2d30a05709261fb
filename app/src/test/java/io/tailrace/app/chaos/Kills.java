package io.tailrace.app.chaos;

import io.tailrace.app.replay.Reply;
import java.time.Duration;

/// Kills at random moments under load, and the numbers of a run: `-Dtailrace.chaos.kills=10
/// -Dtailrace.chaos.outage=60` are the full ones.
final class Kills {
  /// How often a pipeline is killed.
  static final int NUMBER = Integer.getInteger("tailrace.chaos.kills", 3);

  /// How often the mutant is killed: in a short run once, for that is enough to lose.
  static final int OF_MUTANT = NUMBER > 3 ? NUMBER : 1;

  /// How long something is away.
  static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("tailrace.chaos.outage", 3));

  /// How many spans clients send in a second.
  static final double RATE = 2000;

  private static final Duration SLOW = Duration.ofMillis(200);
  private static final long BETWEEN_KILLS = 1_500;

  private Kills() {}

  /// Kills a pipeline at random moments with requests under way and a backlog, and says what
  /// became of the spans.
  static Account of(Setup setup, int number) throws Exception {
    try (var rig = setup.oneRequestAtATime().start();
        var clients = rig.clients()) {
      rig.sink.behave(Reply.always(new Reply.Accept(SLOW)));
      clients.send(RATE);
      for (int kill = 0; kill < number; kill++) {
        rig.awaitAcknowledged(clients, BETWEEN_KILLS);
        rig.killAtRandom(clients);
      }
      rig.awaitAcknowledged(clients, BETWEEN_KILLS);
      rig.sink.behave(Reply.always(Reply.ACCEPT));
      return rig.settle(clients);
    }
  }
}
