package io.tailrace.topology;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes to the dead-letter topic. Its producer is made when it is first needed, which in a
/// healthy installation is never.
final class DeadLetterWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterWriter.class);

  private final KafkaConnection kafka;
  private final String topic;
  private @Nullable Producer<byte[], byte[]> producer;

  DeadLetterWriter(KafkaConnection kafka, String topic) {
    this.kafka = kafka;
    this.topic = topic;
  }

  /// The sink of one route.
  DeadLetterSink of(Plan.Route route) {
    return (piece, reason, failing) -> keep(route, piece, reason, failing);
  }

  private boolean keep(Plan.Route route, Piece piece, String reason, Duration failing)
      throws InterruptedException {
    try {
      var _ = producer().send(Letter.record(topic, route, piece, reason, failing)).get();
      return true;
    } catch (InterruptException e) {
      throw (InterruptedException) new InterruptedException().initCause(e);
    } catch (ExecutionException | KafkaException e) {
      LOG.warn("{} cannot write its dead letters and waits: {}", route.group(), e.getMessage());
      discard();
      return false;
    }
  }

  private synchronized Producer<byte[], byte[]> producer() {
    if (producer == null) {
      producer = make(kafka);
    }
    return producer;
  }

  /// A producer for few records that must not be lost.
  static Producer<byte[], byte[]> make(KafkaConnection kafka) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("client.id", kafka.clientId("letters"));
    settings.put("acks", "all");
    settings.put("enable.idempotence", true);
    settings.put("compression.type", "lz4");
    settings.put("max.request.size", 9 << 20);
    settings.put("max.block.ms", 5000);
    settings.put("request.timeout.ms", 5000);
    settings.put("delivery.timeout.ms", 10_000);
    return new KafkaProducer<>(
        kafka.with(settings), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private synchronized void discard() {
    if (producer != null) {
      producer.close(Duration.ZERO);
      producer = null;
    }
  }

  @Override
  public synchronized void close() {
    discard();
  }
}
