package io.tailrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a broker process with records in flight, three times, and counts what it acknowledged.
final class KillTest {
  private static final int KILLS = 3;
  private static final int ACKNOWLEDGED_BEFORE_EACH_KILL = 2_000;

  private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
  private final Semaphore acknowledgements = new Semaphore(0);

  @TempDir Path directory;

  @Test
  void keepsWhatItAcknowledged() throws Exception {
    BrokerProcess broker = BrokerProcess.spawn(directory, 0);
    String bootstrap = broker.bootstrapServers();
    int port = Integer.parseInt(bootstrap.substring(bootstrap.lastIndexOf(':') + 1));
    Clients.createTopic(bootstrap, "kept", 4);
    AtomicBoolean done = new AtomicBoolean();
    Thread sender = Thread.ofPlatform().start(() -> sendUntil(done, bootstrap));
    for (int kill = 1; kill <= KILLS; kill++) {
      acknowledgements.acquire(ACKNOWLEDGED_BEFORE_EACH_KILL);
      broker.kill();
      long began = System.nanoTime();
      broker = BrokerProcess.spawn(directory, port);
      System.out.printf(
          "kill %d: %d acknowledged, ready again after %d ms%n",
          kill, acknowledged.size(), (System.nanoTime() - began) / 1_000_000);
    }
    done.set(true);
    sender.join();
    Set<Long> stored =
        Clients.readAll(bootstrap, "kept").stream()
            .map(each -> ByteBuffer.wrap(each.value()).getLong())
            .collect(Collectors.toSet());
    broker.close();
    System.out.printf("acknowledged %d, stored %d%n", acknowledged.size(), stored.size());
    assertThat(stored).containsAll(acknowledged);
  }

  private void sendUntil(AtomicBoolean done, String bootstrap) {
    Map<String, Object> settings = Clients.settings(bootstrap);
    settings.put("linger.ms", "2");
    settings.put("buffer.memory", "4194304");
    settings.put("delivery.timeout.ms", "300000");
    settings.put("reconnect.backoff.max.ms", "200");
    settings.put("max.block.ms", "300000");
    try (KafkaProducer<byte[], byte[]> producer = Clients.producer(settings)) {
      for (long id = 0; !done.get(); id++) {
        long sent = id;
        byte[] value = ByteBuffer.allocate(4096).putLong(id).array();
        producer.send(
            new ProducerRecord<>("kept", value),
            (metadata, failure) -> {
              if (failure == null) {
                acknowledged.add(sent);
                acknowledgements.release();
              }
            });
      }
    }
  }
}
