package io.tailrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedBrokerTest {
  @TempDir Path directory;

  @Test
  void servesWhatItStoredAfterAStopAndAStart() throws Exception {
    long began = System.nanoTime();
    try (EmbeddedBroker broker = EmbeddedBroker.temporary(directory)) {
      print("ready after the first start", began);
      Clients.createTopic(broker.bootstrapServers(), "kept", 1);
      send(broker, "kept", 10);
      began = System.nanoTime();
    }
    print("stopped", began);
    began = System.nanoTime();
    try (EmbeddedBroker broker = EmbeddedBroker.temporary(directory)) {
      print("ready after a restart", began);
      assertThat(send(broker, "kept", 1)).isEqualTo(10);
    }
  }

  @Test
  void tellsCommandsWhereItListens() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.temporary(directory)) {
      assertThat(RunningBroker.find(directory))
          .contains(
              new RunningBroker(
                  broker.bootstrapServers(), ProcessHandle.current().pid(), broker.clusterId()));
    }
    assertThat(RunningBroker.find(directory)).isEmpty();
  }

  @Test
  void refusesADirectoryThatAnotherBrokerUses() throws Exception {
    try (EmbeddedBroker _ = EmbeddedBroker.temporary(directory)) {
      EmbeddedBroker second = new EmbeddedBroker(BrokerSettings.in(directory).withPort(0));
      assertThatThrownBy(second::start)
          .isInstanceOf(BrokerStartException.class)
          .hasMessageContaining("in use by the process with id " + ProcessHandle.current().pid())
          .hasMessageContaining("--data-dir");
    }
  }

  @Test
  void loadsAheadWithoutTouchingAnything() throws Exception {
    Startup.load();
    assertThat(directory).isEmptyDirectory();
    assertThat(Path.of("any")).doesNotExist();
  }

  @Test
  void waitsForAStartUnderWayBeforeItCloses() throws Exception {
    EmbeddedBroker begun =
        new EmbeddedBroker(
            BrokerSettings.in(directory).withPort(0).withDisk(DiskSettings.TEMPORARY));
    begun.begin();
    begun.close();
    assertThat(RunningBroker.find(directory)).isEmpty();
    try (EmbeddedBroker broker = EmbeddedBroker.temporary(directory)) {
      assertThat(broker.clusterId()).isNotEmpty();
    }
  }

  @Test
  void stopsInOrderWhileItIsInterrupted() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.temporary(directory)) {
      Clients.createTopic(broker.bootstrapServers(), "kept", 1);
      send(broker, "kept", 10);
      Thread closing = Thread.ofPlatform().start(broker::close);
      while (closing.isAlive()) {
        closing.interrupt();
      }
    }
    try (EmbeddedBroker broker = EmbeddedBroker.temporary(directory)) {
      assertThat(send(broker, "kept", 1)).isEqualTo(10);
    }
  }

  private static long send(EmbeddedBroker broker, String topic, int records) throws Exception {
    long last = -1;
    try (KafkaProducer<byte[], byte[]> producer =
        Clients.producer(Clients.settings(broker.bootstrapServers()))) {
      for (int i = 0; i < records; i++) {
        byte[] value = ("value " + i).getBytes(StandardCharsets.UTF_8);
        last = producer.send(new ProducerRecord<>(topic, value)).get().offset();
      }
    }
    return last;
  }

  private static void print(String what, long began) {
    System.out.printf("%s: %d ms%n", what, (System.nanoTime() - began) / 1_000_000);
  }
}
