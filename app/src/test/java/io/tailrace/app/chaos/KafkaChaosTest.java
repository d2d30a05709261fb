package io.tailrace.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.app.demo.Ports;
import io.tailrace.broker.BrokerProcess;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// On a Kafka in a process of its own, which can be away as well.
@TestInstance(Lifecycle.PER_CLASS)
final class KafkaChaosTest {
  private final Path logs;
  private final int port;
  private BrokerProcess kafka;

  KafkaChaosTest(@TempDir Path logs) throws IOException {
    this.logs = logs;
    this.port = Ports.free(1).getFirst();
    this.kafka = BrokerProcess.spawn(logs, port);
  }

  @AfterAll
  void end() throws Exception {
    kafka.kill();
  }

  @Test
  void keepsItsPromisesOverKillsAtRandomMoments(@TempDir Path directory) throws Exception {
    var account =
        Kills.of(Setup.in(directory).on(kafka.bootstrapServers()), Kills.NUMBER)
            .noted("kill -9, external Kafka", Kills.NUMBER + " times");

    assertThat(account.acknowledged()).isPositive();
    assertThat(account.missing()).isZero();
    assertThat(account.dateless()).isZero();
  }

  @Test
  void refusesWhileKafkaIsAwayAndGoesOnWhenItIsBack(@TempDir Path directory) throws Exception {
    try (var rig = Setup.in(directory).on(kafka.bootstrapServers()).start();
        var clients = rig.clients()) {
      clients.send(Kills.RATE);
      rig.awaitAcknowledged(clients, 1_000);
      kafka.close();
      long refusals = clients.tally().refusals();
      rig.await("refusals", () -> clients.tally().refusals() > refusals);
      Thread.sleep(Kills.OUTAGE);
      kafka = BrokerProcess.spawn(logs, port);
      rig.awaitAcknowledged(clients, 1_000);
      kafka.kill();
      kafka = BrokerProcess.spawn(logs, port);
      rig.awaitAcknowledged(clients, 1_000);
      var done = "stopped for " + ChaosTest.seconds(Kills.OUTAGE) + ", then killed, and started";
      var account = rig.settle(clients).noted("external Kafka is away", done);

      assertThat(account.missing()).isZero();
      assertThat(rig.alive()).isTrue();
    }
  }

  @Test
  void theLedgerReportsACounterThatWasCorrupted(@TempDir Path directory) throws Exception {
    try (var rig = Setup.in(directory).on(kafka.bootstrapServers()).start();
        var clients = rig.clients()) {
      clients.sendAll(1_000);
      rig.await("an empty queue", rig::drained);
      assertThat(rig.ledger()).contains("\"balanced\":true");
      assertThat(rig.stop("TERM").exit()).isZero();

      rig.topics().corrupt("exported=", "exported=1");
      rig.restart();

      rig.await("the imbalance", () -> rig.ledger().contains("\"balanced\":false"));
      rig.await("a word in the log", () -> rig.log().contains("does not balance"));
      assertThat(rig.log()).contains("exporter otlp of pipeline traces", "/ledger");
    }
  }
}
