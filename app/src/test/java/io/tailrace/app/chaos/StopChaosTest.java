package io.tailrace.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.app.demo.ChildProcess;
import io.tailrace.app.replay.Reply;
import io.tailrace.broker.BrokerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Asked to stop, it stops.
@Execution(ExecutionMode.CONCURRENT)
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

  @Test
  void endsInOrderWhileTheBackendDoesNotAnswer() throws Exception {
    try (var rig = Setup.in(directory).start();
        var clients = rig.clients()) {
      rig.sink.behave(Reply.always(new Reply.Never()));
      clients.send(Kills.RATE);
      rig.awaitAcknowledged(clients, 1_000);

      var stopped = rig.stopAtRandom(clients, "TERM");

      assertThat(stopped.exit()).as(rig.log()).isZero();
      assertThat(stopped.after()).as(rig.log()).isLessThan(AT_MOST);
      assertThat(rig.log()).contains("tailrace stopped").doesNotContain("could not commit");
    }
  }

  @Test
  void endsWithSuccessWhileKafkaIsAwayAndWhileItReloads() throws Exception {
    try (var kafka = BrokerProcess.spawn(directory.resolve("kafka"), 0);
        var rig = Setup.in(directory).on(kafka.bootstrapServers()).start();
        var clients = rig.clients()) {
      clients.send(Kills.RATE);
      rig.awaitAcknowledged(clients, 1_000);
      kafka.kill();
      rig.await("a word about Kafka", () -> rig.log().contains("Kafka did not take a record"));
      rig.signal("HUP");

      var stopped = rig.stop("TERM");

      assertThat(stopped.exit()).as(rig.log()).isZero();
      assertThat(stopped.after()).as(rig.log()).isLessThan(AT_MOST);
      assertThat(rig.log()).contains("tailrace stopped");
    }
  }

  @Test
  void endsWithSuccessDuringAStartThatWaitsForKafka() throws Exception {
    var setup = Setup.in(directory).on("127.0.0.1:1");
    var ports = setup.ports();
    var log = directory.resolve("output.log");
    try (var process = ChildProcess.start(setup.command(ports, 1), Map.of(), log)) {
      process.awaitPort(ports.metrics(), Duration.ofMinutes(1));
      long begin = System.nanoTime();

      assertThat(process.stop()).as(process.tail()).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(AT_MOST);
      assertThat(process.tail()).contains("tailrace stopped");
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
