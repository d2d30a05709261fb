package io.tailrace.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.app.replay.Reply;
import io.tailrace.app.replay.Request;
import io.tailrace.app.replay.Verdict;
import io.tailrace.model.Signal;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What must not break it. `-Dtailrace.chaos.kills=10 -Dtailrace.chaos.outage=60` are the full
/// numbers; without them there are fewer kills and shorter outages.
final class ChaosTest {
  private static final int KILLS = Integer.getInteger("tailrace.chaos.kills", 3);
  private static final Duration OUTAGE =
      Duration.ofSeconds(Integer.getInteger("tailrace.chaos.outage", 5));
  private static final Duration QUIET = Duration.ofSeconds(20);
  private static final double RATE = 2000;

  @TempDir private Path directory;

  @Test
  void keepsItsPromisesOverKillsAtRandomMoments() throws Exception {
    try (var rig = Rig.start(directory, ChaosTest::oneRequestAtATime)) {
      var verdict = kills(rig);

      assertThat(verdict.acknowledged()).isPositive();
      assertThat(verdict.missing()).isZero();
    }
  }

  @Test
  void theSameTestCatchesAMutantThatAcknowledgesBeforeKafkaDoes() throws Exception {
    try (var rig = Rig.eager(directory, ChaosTest::oneRequestAtATime)) {
      assertThat(kills(rig).missing()).isPositive();
    }
  }

  /// With a slow backend there is always a backlog then.
  private static String oneRequestAtATime(String yaml) {
    return yaml.replace(
        "compression: none", "compression: none, sending_queue: {num_consumers: 1}");
  }

  private static Verdict kills(Rig rig) throws Exception {
    rig.sink.behave(Reply.always(new Reply.Accept(Duration.ofMillis(200))));
    rig.send(RATE);
    for (int kill = 0; kill < KILLS; kill++) {
      rig.awaitAcknowledged(3_000);
      rig.killAtRandom();
    }
    rig.awaitAcknowledged(3_000);
    rig.sink.behave(Reply.always(Reply.ACCEPT));
    return rig.settle(QUIET);
  }

  @Test
  void isKilledWhileTheBackendIsDown() throws Exception {
    try (var rig = Rig.start(directory)) {
      rig.send(RATE);
      rig.awaitAcknowledged(2_000);
      rig.sink.behave(Reply.always(new Reply.Refuse(503)));
      Thread.sleep(OUTAGE.dividedBy(2));
      rig.killAtRandom();
      Thread.sleep(OUTAGE.dividedBy(2));
      rig.sink.behave(Reply.always(Reply.ACCEPT));

      assertThat(rig.settle(QUIET).missing()).isZero();
    }
  }

  @Test
  void keepsWhatABackendDidNotTakeForLongerThanTopicsAreRetained() throws Exception {
    try (var rig =
        Rig.start(
            directory, yaml -> yaml.replace("kafka: {", "kafka: {topics: {retention: 1s}, "))) {
      rig.sink.behave(Reply.always(new Reply.Refuse(503)));
      rig.sendAll(20_000);
      Thread.sleep(OUTAGE);
      rig.sink.behave(Reply.always(Reply.ACCEPT));

      assertThat(rig.settle(QUIET).missing()).isZero();
    }
  }

  @Test
  void waitsForABackendThatRefusesEverybodyOrSaysNothing() throws Exception {
    try (var rig = Rig.start(directory)) {
      for (int status : List.of(401, 404, 429, 503)) {
        rig.refuseForAWhile(new Reply.Refuse(status));
        assertThat(rig.settle(QUIET).missing()).as("after " + status).isZero();
      }
      rig.refuseForAWhile(new Reply.Never());

      assertThat(rig.settle(QUIET).missing()).as("after no answer").isZero();
      assertThat(rig.deadLettered().size()).isZero();
    }
  }

  @Test
  void setsAsideTheOneSpanThatABackendAlwaysRefusesAndDeliversTheRest() throws Exception {
    var poison = new AtomicLong();
    try (var rig = Rig.start(directory)) {
      rig.sink.behave(
          request -> {
            poison.compareAndSet(0, request.ids()[0]);
            return contains(request, poison.get()) ? new Reply.Refuse(400) : Reply.ACCEPT;
          });
      rig.sendAll(10_000);
      rig.await("all but one", () -> rig.verdict().missing() == 1);

      var aside = rig.deadLettered();
      assertThat(aside.size()).isEqualTo(1);
      assertThat(aside.contains(poison.get())).isTrue();
      assertThat(rig.sink.taken(Signal.TRACES).contains(poison.get())).isFalse();
    }
  }

  @Test
  void aThousandIdleConnectionsDisturbNobody() throws Exception {
    var connections = new ArrayList<Socket>();
    try (var rig = Rig.start(directory)) {
      for (int i = 0; i < 1000; i++) {
        connections.add(new Socket(InetAddress.getLoopbackAddress(), rig.port()));
      }
      rig.sendAll(10_000);

      assertThat(rig.settle(QUIET).missing()).isZero();
      assertThat(rig.alive()).isTrue();
    } finally {
      for (var connection : connections) {
        connection.close();
      }
    }
  }

  private static boolean contains(Request request, long id) {
    return LongStream.of(request.ids()).anyMatch(other -> other == id);
  }
}
