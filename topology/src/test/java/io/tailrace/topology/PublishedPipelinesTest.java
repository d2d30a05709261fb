package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.Outcome;
import io.tailrace.component.Payload;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Proves;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Pipelines that `topics.publish` names, and consumers of ours and of others behind them.
@Execution(ExecutionMode.CONCURRENT)
final class PublishedPipelinesTest {
  @TempDir private static Path directory;
  @RegisterExtension static final OwnBroker broker = new OwnBroker(() -> directory);

  private final ScriptedExporter sink = new ScriptedExporter();
  @RegisterExtension final Opened open = new Opened();
  private final String prefix = "t" + System.nanoTime() + ".";
  private final String topic = prefix + "traces.p.b";

  @Test
  @Proves("TopicsConfig.publish")
  void putWhatTheirProcessorsMadeInATopicOfTheirOwn() throws Exception {
    Pipelines pipelines = start(chain().publish("traces/b"));

    offer(pipelines, "otlp", 0, 100);
    offer(pipelines, "zipkin", 100, 120);

    List<ConsumerRecord<byte[], byte[]>> records = read(60);
    assertThat(numbers(records))
        .as("half of each request, also of what a connector forwards")
        .containsExactlyInAnyOrderElementsOf(odd(0, 120));
    assertThat(sink.items()).as("exporters are not behind the topic").isEqualTo(60);
    for (ConsumerRecord<byte[], byte[]> each : records) {
      Payload payload = Payload.of(Signal.TRACES, each.value(), 0);
      List<Integer> spans = Spans.numbers(List.of(payload));
      assertThat(header(each, "tailrace.items")).isEqualTo(Integer.toString(spans.size()));
      assertThat(header(each, "tailrace.schema")).isEqualTo("1");
      assertThat(header(each, "tailrace.writer")).isEqualTo("writer");
      assertThat(spans)
          .allMatch(
              span -> header(each, "tailrace.receiver").equals(span < 100 ? "otlp" : "zipkin"));
    }
  }

  @Test
  void arePartitionedAsTheRawTopicsAre() throws Exception {
    Pipelines pipelines = start(chain().publish("traces/b"));
    offer(pipelines, "otlp", 0, 200);

    for (ConsumerRecord<byte[], byte[]> each : read(100)) {
      Slicing.Slices slices = (Slicing.Slices) ModelBytes.slice(Signal.TRACES, each.value(), 4);
      assertThat(slices.slices())
          .singleElement()
          .satisfies(slice -> assertThat(slice.partition()).isEqualTo(each.partition()));
    }
  }

  @Test
  void haveALineOfTheirOwnInTheLedger() throws Exception {
    Pipelines pipelines = start(chain().publish("traces/b"));
    offer(pipelines, "otlp", 0, 100);
    read(50);

    awaitRow(
        pipelines,
        row ->
            row.pipeline().equals(new ComponentId("traces", "b"))
                && row.exporter().equals(Plan.PUBLISH)
                && row.received() == 100
                && row.exported() == 50
                && row.filtered().equals(Map.of("half", 50L))
                && row.inFlight() == 0
                && row.balanced());
    assertThat(new TopicNames("").group(new ComponentId("traces", "b"), Plan.PUBLISH))
        .isEqualTo("traces.b.to.publish");
  }

  @Test
  void loseNothingOverARestart() throws Exception {
    Configs config = chain().publish("traces/b");
    Pipelines first = start(config);
    for (int i = 0; i < 20; i++) {
      offer(first, "otlp", i * 100, i * 100 + 100);
    }
    first.close();
    Pipelines second = start(config);
    offer(second, "otlp", 2000, 2100);

    assertThat(Set.copyOf(numbers(read(1050)))).containsExactlyInAnyOrderElementsOf(odd(0, 2100));
    awaitRow(second, row -> row.exporter().equals(Plan.PUBLISH) && row.received() == 2100);
    assertThat(second.ledger().balanced()).isTrue();
  }

  @Test
  void areWrittenByAProducerWhereKafkaIsElsewhere() throws Exception {
    KafkaConnection elsewhere = KafkaConnection.embedded(broker.bootstrapServers(), "test");
    Pipelines pipelines = start(chain().publish("traces/b"), elsewhere, Configs.kafka(prefix));

    offer(pipelines, "otlp", 0, 100);

    assertThat(numbers(read(50))).containsExactlyInAnyOrderElementsOf(odd(0, 100));
  }

  @Test
  void beginWithAReloadAndEndWithOne() throws Exception {
    Pipelines pipelines = start(chain());
    offer(pipelines, "otlp", 0, 10);

    assertThat(pipelines.apply(chain().publish("traces/b").build(), Reload.Leftovers.REFUSE))
        .isEqualTo(new Reload.Applied(List.of("traces/b -> publish"), 1));
    offer(pipelines, "otlp", 10, 20);
    assertThat(numbers(read(5))).containsExactlyInAnyOrderElementsOf(odd(10, 20));

    assertThat(pipelines.apply(chain().build(), Reload.Leftovers.REFUSE))
        .isEqualTo(new Reload.Applied(List.of(), 1));
    offer(pipelines, "otlp", 20, 30);
    await(() -> sink.items() == 15);
    await(() -> pipelines.ledger().rows().size() == 1);
    assertThat(numbers(read(5))).as("nothing more").hasSize(5);
  }

  @Test
  void areTrimmedByAgeAloneAlsoWhenTheyArePublishedNoLonger() throws Exception {
    KafkaConnection here = KafkaConnection.embedded(broker.bootstrapServers(), "test");
    Pipelines first = start(chain().publish("traces/b"));
    offer(first, "otlp", 0, 100);
    read(50);
    first.close();

    start(chain(), here, Configs.kafka(prefix, Duration.ZERO));

    try (TopicTable table = new TopicTable(here, prefix)) {
      await(() -> isTrimmed(table, topic));
    }
  }

  private static boolean isTrimmed(TopicTable table, String topic) throws Exception {
    List<TopicTable.Row> rows =
        table.rows().stream().filter(row -> row.topic().equals(topic)).toList();
    return rows.stream().anyMatch(row -> row.first() > 0)
        && rows.stream().allMatch(row -> row.records() == 0);
  }

  /// `otlp` comes to `traces/b` by a connector, `zipkin` at once; `half` keeps every second span.
  private static Configs chain() {
    return new Configs()
        .connectors("forward")
        .pipeline("traces/a", "otlp", "", "forward")
        .pipeline("traces/b", "forward zipkin", "half", "sink");
  }

  private Pipelines start(Configs config) throws StartException {
    KafkaConnection here = KafkaConnection.embedded(broker.bootstrapServers(), "test");
    return start(config, here.with(broker.log()), Configs.kafka(prefix));
  }

  private Pipelines start(Configs config, KafkaConnection kafka, KafkaConfig keys)
      throws StartException {
    Parts parts = new Assembled(_ -> sink, _ -> Halving.INSTANCE);
    Setting setting =
        new Setting(
            kafka,
            keys,
            0,
            "writer",
            Optional.empty(),
            Setting.Role.ALL,
            new FakeMetrics(),
            InstantSource.system(),
            List.of());
    Pipelines pipelines = new Pipelines(setting, parts);
    pipelines.start(config.build());
    open.add(pipelines);
    return pipelines;
  }

  private static void offer(Pipelines pipelines, String receiver, int from, int to)
      throws Exception {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    pipelines.intake(ComponentId.of(receiver)).offer(Spans.request(from, to), outcome::complete);
    assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.ACCEPTED);
  }

  /// Reads the topic from its beginning as a stranger does, until it gave so many spans.
  private List<ConsumerRecord<byte[], byte[]>> read(int spans) throws Exception {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          consumer.partitionsFor(topic).stream()
              .map(each -> new TopicPartition(topic, each.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      await(
          () -> {
            consumer.poll(Duration.ofMillis(50)).forEach(records::add);
            return numbers(records).size() >= spans;
          });
    }
    return records;
  }

  private static List<Integer> numbers(List<ConsumerRecord<byte[], byte[]>> records) {
    return Spans.numbers(
        records.stream().map(each -> Payload.of(Signal.TRACES, each.value(), 0)).toList());
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String key) {
    Header header = record.headers().lastHeader(key);
    return header == null
        ? ""
        : new String(header.value(), java.nio.charset.StandardCharsets.UTF_8);
  }

  private static List<Integer> odd(int from, int to) {
    return IntStream.range(from, to).filter(n -> n % 2 == 1).boxed().toList();
  }

  private static void awaitRow(Pipelines pipelines, java.util.function.Predicate<Ledger.Row> wanted)
      throws Exception {
    await(() -> pipelines.ledger().rows().stream().anyMatch(wanted));
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    Instant deadline = Instant.now().plusSeconds(30);
    while (!condition.call()) {
      assertThat(Instant.now()).as("in time").isBefore(deadline);
      Thread.sleep(10);
    }
  }
}
