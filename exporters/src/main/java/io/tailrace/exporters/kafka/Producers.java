package io.tailrace.exporters.kafka;

import io.tailrace.component.Host;
import io.tailrace.component.StartException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Makes the producer that a configuration describes.
final class Producers {
  private Producers() {}

  static Producer<byte[], byte[]> open(KafkaExporterConfig config, Host host)
      throws StartException {
    try {
      return new KafkaProducer<>(
          properties(config, config.client().properties(host)),
          new ByteArraySerializer(),
          new ByteArraySerializer());
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new StartException(
          "%s cannot make a Kafka client: %s. Check brokers, tls and auth"
              .formatted(host.id(), cause.getMessage()),
          e);
    }
  }

  static Map<String, Object> properties(
      KafkaExporterConfig config, Map<String, Object> connection) {
    KafkaExporterConfig.Producer producer = config.producer();
    int timeout = millis(config.timeout());
    int linger = millis(producer.linger());
    Map<String, Object> properties = new HashMap<>(connection);
    properties.put("acks", String.valueOf(producer.requiredAcks()));
    properties.put("enable.idempotence", producer.requiredAcks() == -1);
    properties.put("compression.type", producer.compression());
    int level = producer.compressionParams().level();
    if (level != 0 && !producer.compression().equals("none")) {
      properties.put("compression." + producer.compression() + ".level", level);
    }
    properties.put("linger.ms", linger);
    properties.put("max.request.size", producer.maxMessageBytes());
    properties.put("batch.size", Math.min(producer.maxMessageBytes(), 256 * 1024));
    properties.put("max.block.ms", (long) timeout);
    properties.put("request.timeout.ms", timeout);
    properties.put("delivery.timeout.ms", timeout + linger);
    if (config.recordPartitioner().leastBackup().isPresent()) {
      properties.put("partitioner.ignore.keys", true);
    }
    return properties;
  }

  private static int millis(Duration duration) {
    return Math.clamp(duration.toMillis(), 0, Integer.MAX_VALUE / 2);
  }
}
