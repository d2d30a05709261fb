package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.broker.EmbeddedBroker;
import io.tailrace.component.Outcome;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.testkit.FakeMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Topics are for others to read too, and whatever those do is their own affair.
final class ForeignGroupsTest {
  private static final String TOPIC = "tailrace.traces.raw";
  private static final int SPANS = 1000;

  @TempDir private Path directory;
  private final ScriptedExporter sink = new ScriptedExporter();
  private EmbeddedBroker broker;

  @BeforeEach
  void startBroker() {
    broker = EmbeddedBroker.temporary(directory);
  }

  @AfterEach
  void stopBroker() {
    broker.close();
  }

  @Test
  void thatComeAndGoDisturbNeitherExportersNorTheLedger() throws Exception {
    try (Pipelines pipelines = start()) {
      int read = 0;
      for (int from = 0; from < SPANS; from += 200) {
        offer(pipelines, from, from + 200);
        // A member that joins, reads what there is, and leaves without a word.
        try (var consumer = consumer("somebody")) {
          consumer.subscribe(List.of(TOPIC));
          int soFar = read;
          read += awaited(() -> items(consumer), from + 200 - soFar);
        }
      }

      await(() -> sink.items() >= SPANS);
      assertThat(Spans.numbers(sink.delivered()))
          .as("everything once: our own groups never rebalanced")
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, SPANS).boxed().toList());
      await(() -> pipelines.ledger().rows().getFirst().exported() == SPANS);
      Ledger ledger = pipelines.ledger();
      assertThat(ledger.rows()).hasSize(1);
      assertThat(ledger.balanced()).isTrue();
    }
  }

  @Test
  void thatStayBehindDoNotKeepRecordsFromBeingTrimmed() throws Exception {
    try (Admin admin = Admin.create(settings())) {
      try (Pipelines pipelines = start()) {
        offer(pipelines, 0, SPANS);
        await(() -> sink.items() == SPANS);
        // One looks like a stranger's, one like ours.
        for (String group : List.of("somebody", "tailrace.traces.to.somebody")) {
          admin.alterConsumerGroupOffsets(group, everywhere(new OffsetAndMetadata(0))).all().get();
        }
      }
      try (Pipelines again = start()) {
        await(() -> offsets(admin, OffsetSpec.earliest()) == offsets(admin, OffsetSpec.latest()));
        assertThat(offsets(admin, OffsetSpec.earliest())).isPositive();
        assertThat(again.ledger().rows()).hasSize(1);
      }
    }
  }

  private Pipelines start() throws StartException {
    Pipelines pipelines =
        new Pipelines(
            new Setting(
                KafkaConnection.embedded(broker.bootstrapServers(), "test"),
                Configs.kafka(Duration.ZERO),
                0,
                "writer",
                Optional.empty(),
                Setting.Role.ALL,
                new FakeMetrics(),
                InstantSource.system(),
                List.of()),
            Assembled.of(sink));
    pipelines.start(new Configs().pipeline("traces", "otlp", "", "sink").build());
    return pipelines;
  }

  private static void offer(Pipelines pipelines, int from, int to) throws Exception {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    pipelines.intake(ComponentId.of("otlp")).offer(Spans.request(from, to), outcome::complete);
    assertThat(outcome.get(60, TimeUnit.SECONDS)).isEqualTo(Outcome.ACCEPTED);
  }

  private Map<String, Object> settings() {
    return Map.of("bootstrap.servers", broker.bootstrapServers());
  }

  private KafkaConsumer<byte[], byte[]> consumer(String group) {
    Map<String, Object> settings = new HashMap<>(settings());
    settings.put("group.id", group);
    settings.put("auto.offset.reset", "earliest");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /// Reads once, commits, and returns how many spans the headers promise.
  private static int items(KafkaConsumer<byte[], byte[]> consumer) {
    long items = 0;
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
      items += Headers.number(record.headers(), Headers.ITEMS).orElseThrow();
    }
    consumer.commitSync();
    return (int) items;
  }

  private static Map<TopicPartition, OffsetAndMetadata> everywhere(OffsetAndMetadata position) {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    partitions().forEach(partition -> positions.put(partition, position));
    return positions;
  }

  private static List<TopicPartition> partitions() {
    return IntStream.range(0, 4).mapToObj(number -> new TopicPartition(TOPIC, number)).toList();
  }

  private static long offsets(Admin admin, OffsetSpec which) throws Exception {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    partitions().forEach(partition -> wanted.put(partition, which));
    return admin.listOffsets(wanted).all().get().values().stream()
        .mapToLong(found -> found.offset())
        .sum();
  }

  private static int awaited(Callable<Integer> more, int wanted) throws Exception {
    int[] sum = new int[1];
    await(() -> (sum[0] += more.call()) >= wanted);
    return sum[0];
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    Instant deadline = Instant.now().plusSeconds(30);
    while (!condition.call()) {
      assertThat(Instant.now()).as("in time").isBefore(deadline);
      Thread.sleep(10);
    }
  }
}
