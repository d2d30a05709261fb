package io.tailrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BrokerLogTest {
  private static final TopicPartition PARTITION = new TopicPartition("raw", 0);

  @TempDir private Path directory;

  @Test
  void whatIsAppendedWithoutAClientIsReadByOne() throws Exception {
    try (var broker = EmbeddedBroker.temporary(directory)) {
      Clients.createTopic(broker.bootstrapServers(), "raw", 1);

      assertThat(
              broker.log().append(Map.of(PARTITION, records("a", "b"))).get(PARTITION).baseOffset)
          .isZero();
      var second = broker.log().append(Map.of(PARTITION, records("c"))).get(PARTITION);

      assertThat(second.error).isEqualTo(Errors.NONE);
      assertThat(second.baseOffset).isEqualTo(2);
      assertThat(read(broker, 3))
          .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
          .containsExactly("a", "b", "c");
    }
  }

  @Test
  void headersArriveAndOffsetsGoOnWhereAProducerStopped() throws Exception {
    try (var broker = EmbeddedBroker.temporary(directory)) {
      Clients.createTopic(broker.bootstrapServers(), "raw", 1);
      try (var producer = Clients.producer(Clients.settings(broker.bootstrapServers()))) {
        producer
            .send(
                new org.apache.kafka.clients.producer.ProducerRecord<>("raw", 0, null, bytes("p")))
            .get();
      }

      assertThat(broker.log().append(Map.of(PARTITION, records("a"))).get(PARTITION).baseOffset)
          .isEqualTo(1);
      assertThat(read(broker, 2).getLast().headers().lastHeader("kind").value())
          .isEqualTo(bytes("test"));
    }
  }

  @Test
  void aTopicThatIsNotThereIsAnErrorOfItsPartitionAlone() throws Exception {
    try (var broker = EmbeddedBroker.temporary(directory)) {
      Clients.createTopic(broker.bootstrapServers(), "raw", 1);
      var missing = new TopicPartition("missing", 0);

      var responses = broker.log().append(Map.of(PARTITION, records("a"), missing, records("b")));

      assertThat(responses.get(PARTITION).error).isEqualTo(Errors.NONE);
      assertThat(responses.get(missing).error).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }
  }

  @Test
  void aBrokerThatEndedTakesNothing() {
    var broker = EmbeddedBroker.temporary(directory);
    broker.close();

    assertThatThrownBy(() -> broker.log().append(Map.of(PARTITION, records("a"))))
        .isInstanceOf(IllegalStateException.class);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static MemoryRecords records(String... values) {
    var lz4 = Compression.lz4().build();
    try (MemoryRecordsBuilder builder =
        MemoryRecords.builder(ByteBuffer.allocate(1024), lz4, TimestampType.CREATE_TIME, 0)) {
      for (String value : values) {
        Header[] headers = {new RecordHeader("kind", bytes("test"))};
        builder.append(0, null, bytes(value), headers);
      }
      return builder.build();
    }
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(EmbeddedBroker broker, int count) {
    var read = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(PARTITION));
      consumer.seekToBeginning(List.of(PARTITION));
      while (read.size() < count) {
        consumer.poll(Duration.ofSeconds(1)).forEach(read::add);
      }
    }
    return read;
  }
}
