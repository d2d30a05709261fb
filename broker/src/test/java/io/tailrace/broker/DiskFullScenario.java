package io.tailrace.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/// One process on a small volume, before, while and after it is full; run by {@link DiskFullTest}.
final class DiskFullScenario {
  private static final int MIB = 1 << 20;
  private static final String TOPIC = "filling";

  private final EmbeddedBroker broker;
  private final Path directory;
  private final byte[] value = new byte[256 << 10];
  private long acknowledged;

  private DiskFullScenario(EmbeddedBroker broker, Path directory) {
    this.broker = broker;
    this.directory = directory;
    new SplittableRandom(1).nextBytes(value);
  }

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    DiskSettings disk =
        new DiskSettings(64 * MIB, 0, 32 * MIB, 24 * MIB, OptionalLong.of(100L * MIB));
    boolean unguarded = List.of(arguments).contains("unguarded");
    boolean wanton = unguarded || List.of(arguments).contains("wanton");
    BrokerSettings settings =
        BrokerSettings.in(directory)
            .withPort(0)
            .withDisk(unguarded ? new DiskSettings(0, 0, 0, 0, OptionalLong.empty()) : disk);
    try (EmbeddedBroker broker = new EmbeddedBroker(settings)) {
      broker.start();
      DiskFullScenario scenario = new DiskFullScenario(broker, directory);
      scenario.createTopic();
      if (wanton) {
        scenario.writeForEver();
      } else {
        scenario.run();
      }
    }
    System.out.println("stopped");
  }

  private void run() throws Exception {
    await("ballast", () -> broker.disk().state().ballast());
    try (KafkaProducer<byte[], byte[]> producer =
        Clients.producer(Clients.settings(broker.bootstrapServers()))) {
      while (broker.disk().refusal().isEmpty()) {
        send(producer);
      }
      System.out.println("refused: " + broker.disk().refusal().get());
      while (broker.disk().state().ballast()) {
        send(producer);
      }
      for (int i = 0; i < 8; i++) {
        send(producer);
      }
      System.out.println("drained without ballast: " + broker.disk().state());
      expect(directory.resolve("ballast").toFile().exists(), false);
      AtomicLong stored = new AtomicLong();
      Clients.read(broker.bootstrapServers(), TOPIC, _ -> stored.incrementAndGet());
      expect(stored.get(), acknowledged);
      trim();
      await("accepted again", () -> broker.disk().refusal().isEmpty());
      await("ballast again", () -> broker.disk().state().ballast());
      send(producer);
      System.out.println("recovered: " + broker.disk().state());
    }
  }

  /// Writes without asking, so fast that the guard must end it.
  private void writeForEver() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        Clients.producer(Clients.settings(broker.bootstrapServers()))) {
      while (true) {
        send(producer);
      }
    }
  }

  private void createTopic() throws Exception {
    Map<String, String> settings = new HashMap<>();
    settings.put("segment.bytes", Integer.toString(4 * MIB));
    try (Admin admin = Clients.admin(broker.bootstrapServers())) {
      NewTopic topic = new NewTopic(TOPIC, 1, (short) 1).configs(settings);
      admin.createTopics(List.of(topic)).all().get();
    }
  }

  private void send(KafkaProducer<byte[], byte[]> producer) throws Exception {
    producer.send(new ProducerRecord<>(TOPIC, value)).get();
    acknowledged++;
  }

  private void trim() throws Exception {
    try (Admin admin = Clients.admin(broker.bootstrapServers())) {
      Map<TopicPartition, RecordsToDelete> all =
          Map.of(new TopicPartition(TOPIC, 0), RecordsToDelete.beforeOffset(-1));
      admin.deleteRecords(all).all().get();
    }
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("never: " + what);
      }
      Thread.sleep(20);
    }
    System.out.println(what);
  }

  private static void expect(Object found, Object expected) {
    if (!found.equals(expected)) {
      throw new IllegalStateException("found " + found + ", expected " + expected);
    }
  }
}
