package io.tailrace.topology;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The producer of raw records, made anew when its idempotence is broken.
final class ProducerWriter implements RecordWriter {
  private static final Logger LOG = LoggerFactory.getLogger(ProducerWriter.class);

  private final Map<String, Object> settings;
  private volatile Producer<byte[], byte[]> producer;
  private volatile boolean broken;
  private boolean closed;

  private ProducerWriter(Map<String, Object> settings) {
    this.settings = settings;
    this.producer = make();
  }

  /// Creates the writer of raw records.
  ///
  /// @param memory how many bytes it may hold, compressed and not
  static ProducerWriter create(KafkaConnection kafka, long memory) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("client.id", kafka.clientId("intake"));
    settings.put("acks", "all");
    settings.put("enable.idempotence", true);
    settings.put("compression.type", "lz4");
    settings.put("batch.size", 512 << 10);
    settings.put("linger.ms", 2);
    settings.put("buffer.memory", memory);
    settings.put("max.request.size", 9 << 20);
    settings.put("max.block.ms", 3000);
    settings.put("request.timeout.ms", 5000);
    settings.put("delivery.timeout.ms", 10_000);
    settings.put("partitioner.ignore.keys", true);
    return new ProducerWriter(kafka.with(settings));
  }

  private Producer<byte[], byte[]> make() {
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public void send(ProducerRecord<byte[], byte[]> record, Callback callback) {
    if (broken) {
      renew();
    }
    Callback watching =
        (metadata, failure) -> {
          if (failure != null && breaks(failure)) {
            broken = true;
          }
          callback.onCompletion(metadata, failure);
        };
    try {
      var _ = producer.send(record, watching);
    } catch (InterruptException e) {
      callback.onCompletion(null, e);
    } catch (KafkaException | IllegalStateException e) {
      // An ApiException goes to the callback; what is thrown means that the producer is done for.
      broken = true;
      callback.onCompletion(null, e);
    }
  }

  private synchronized void renew() {
    if (!closed) {
      LOG.warn("Kafka lost track of what this process wrote; writing goes on with a new producer");
      producer.close(Duration.ZERO);
      producer = make();
      broken = false;
    }
  }

  private static boolean breaks(Exception failure) {
    return failure instanceof OutOfOrderSequenceException
        || failure instanceof InvalidProducerEpochException
        || failure instanceof ProducerFencedException
        || failure instanceof InvalidPidMappingException;
  }

  /// Nothing to do: a producer sends by itself.
  @Override
  public void push() {}

  @Override
  public synchronized void close(Duration atMost) {
    closed = true;
    producer.close(atMost);
  }
}
