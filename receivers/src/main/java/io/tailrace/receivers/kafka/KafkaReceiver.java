package io.tailrace.receivers.kafka;

import io.tailrace.component.Factory;
import io.tailrace.component.Host;
import io.tailrace.component.Intake;
import io.tailrace.component.Receiver;
import io.tailrace.component.StartException;
import io.tailrace.model.Signal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads telemetry that others put into Kafka. Its offsets are committed when our own topics
/// have the records, so that nothing between the two is lost; after a kill some are read again.
public final class KafkaReceiver implements Receiver {
  /// The receiver `kafka`.
  public static final Factory<KafkaReceiverConfig> FACTORY =
      Factory.receiver(
          "kafka",
          List.of(),
          Set.of(Signal.values()),
          KafkaReceiverConfig.class,
          KafkaReceiver::new);

  private static final Logger LOG = LoggerFactory.getLogger(KafkaReceiver.class);
  private static final long GRACE_MILLIS = 6_000;

  private final KafkaReceiverConfig config;
  private final Host host;
  private final Intake intake;
  private Optional<Running> running = Optional.empty();

  private record Running(ConsumerLoop loop, Thread thread) {}

  private KafkaReceiver(KafkaReceiverConfig config, Host host, Intake intake) {
    this.config = config;
    this.host = host;
    this.intake = intake;
  }

  @Override
  public synchronized void start() throws StartException {
    if (config.topic().isPresent() && host.signals().size() > 1) {
      throw new StartException(
          "%s has the old key topic, but pipelines of several signals: write traces:, metrics: and"
                  .formatted(host.id())
              + " logs: with topics of their own");
    }
    TopicPatterns topics = TopicPatterns.of(config, host.signals());
    Consumer<byte[], byte[]> consumer = consumer();
    ConsumerLoop loop =
        new ConsumerLoop(
            consumer,
            new RecordReader(config, topics, host),
            intake,
            host.clock(),
            new ConsumerLoop.Settings(host.id().toString(), config.autocommit().interval()));
    Optional<Pattern> pattern = topics.everything();
    if (pattern.isPresent()) {
      consumer.subscribe(pattern.get(), loop);
    } else {
      consumer.subscribe(topics.names(), loop);
    }
    Thread thread = Thread.ofVirtual().name(host.id().toString()).start(loop);
    running = Optional.of(new Running(loop, thread));
  }

  @Override
  public synchronized void close() {
    running.ifPresent(KafkaReceiver::end);
    running = Optional.empty();
  }

  private Consumer<byte[], byte[]> consumer() throws StartException {
    Map<String, Object> properties = config.consumer(config.client().properties(host));
    try {
      return new KafkaConsumer<>(
          properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new StartException(
          "%s cannot make a Kafka client: %s. Check brokers, tls and auth"
              .formatted(host.id(), cause.getMessage()),
          e);
    }
  }

  private static void end(Running running) {
    running.loop().stop();
    try {
      running.thread().join(GRACE_MILLIS);
      if (running.thread().isAlive()) {
        LOG.warn("{} did not end in time; some records will be read again", running.thread());
        running.thread().interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
