package io.tailrace.topology;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/// The clients of a Streams application. Where the broker is in this process, records are read from
/// its log and not by requests.
///
/// Transactions are those of a name that lasts, where this process has one: an application that
/// begins again ends at once what it left open when it was killed. By itself Streams takes another
/// name each time, and everybody waits until the transaction times out.
///
/// @param transactions the name of its transactions
record StreamsClients(Optional<LocalLog> log, Optional<String> transactions)
    implements KafkaClientSupplier {
  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return Admin.create(config);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    if (config.containsKey(ProducerConfig.TRANSACTIONAL_ID_CONFIG)) {
      transactions.ifPresent(name -> config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, name));
    }
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return log.<Consumer<byte[], byte[]>>map(each -> new LocalConsumer(config, each))
        .orElseGet(() -> plain(config));
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return plain(config);
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    return plain(config);
  }

  private static Consumer<byte[], byte[]> plain(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
