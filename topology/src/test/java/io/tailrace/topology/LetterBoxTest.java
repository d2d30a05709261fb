package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tailrace.broker.EmbeddedBroker;
import io.tailrace.component.MetricRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LetterBoxTest {
  private static final TopicPartition PARTITION = new TopicPartition("tailrace.dead-letter", 1);

  @TempDir private Path directory;

  @Test
  void saysHowMuchRoomTheLettersTakeAndHowOldTheyAre() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.temporary(directory)) {
      KafkaConnection kafka = KafkaConnection.embedded(broker.bootstrapServers(), "test");
      MetricRegistry metrics = new MetricRegistry();
      try (Admin admin = kafka.admin();
          Producer<byte[], byte[]> producer = DeadLetterWriter.make(kafka);
          DeadLetters letters = new DeadLetters(kafka, "tailrace.")) {
        new Topics(admin, Configs.kafka(), true, 0).prepare(Configs.logs(), Setting.Role.ALL);
        Instant inAnHour = Instant.now().plusSeconds(3600);
        LetterBox box = new LetterBox(admin, () -> inAnHour, 1000);
        box.show(metrics);
        box.look(0, List.of(PARTITION));
        assertThat(value(metrics, "tailrace_dead_letter_oldest_seconds")).isZero();

        for (int i = 0; i < 3; i++) {
          producer.send(new ProducerRecord<>(PARTITION.topic(), 1, null, new byte[10])).get();
        }
        box.look(500, List.of(PARTITION));
        assertThat(value(metrics, "tailrace_dead_letter_bytes")).isEqualTo(500);
        assertThat(value(metrics, "tailrace_dead_letter_oldest_seconds"))
            .isCloseTo(3600, within(300.0));

        assertThat(letters.purge(Instant.now().minusSeconds(3600))).isZero();
        assertThat(letters.purge(inAnHour)).isEqualTo(3);
        box.look(500, List.of(PARTITION));
        assertThat(value(metrics, "tailrace_dead_letter_oldest_seconds")).isZero();
      }
    }
  }

  private static double value(MetricRegistry metrics, String name) {
    StringBuilder text = new StringBuilder();
    metrics.write(text, false);
    return text.toString()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElse(Double.NaN);
  }
}
