package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.Batching;
import io.tailrace.component.Client;
import io.tailrace.component.Delivery;
import io.tailrace.component.DeliveryPolicy;
import io.tailrace.component.MetadataKeys;
import io.tailrace.component.Origins;
import io.tailrace.component.Outcome;
import io.tailrace.component.Payload;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Requests of several tenants on their way through a pipeline. Span N belongs to tenant N mod 3;
/// those of tenant 0 come without a header.
@Execution(ExecutionMode.CONCURRENT)
final class TenantsTest {
  private static final int REQUESTS = 90;

  @TempDir private static Path directory;
  @RegisterExtension static final OwnBroker broker = new OwnBroker(() -> directory);

  private final ScriptedExporter sink =
      new ScriptedExporter(
          new DeliveryPolicy(
              ScriptedExporter.FAST,
              4,
              new Batching(
                  20, 0, Duration.ofMillis(50), new MetadataKeys(List.of("X-Scope-OrgID"), 2)),
              4 << 20,
              0,
              DeliveryPolicy.StartAt.NOW,
              DeliveryPolicy.WhenFull.REFUSE));
  private final String prefix = "t" + System.nanoTime() + ".";
  @RegisterExtension final Opened open = new Opened();

  @Test
  void neverShareARecordNorARequest() throws Exception {
    offerAll(start());

    await(() -> sink.items() == REQUESTS);
    assertThat(sink.delivered())
        .as("the exporter's requests")
        .allSatisfy(request -> assertThat(tenants(request)).hasSize(1))
        .hasSizeLessThan(REQUESTS);
    for (String topic : List.of("traces.raw", "traces.p.default")) {
      await(() -> items(records(prefix + topic)) == REQUESTS);
      List<ConsumerRecord<byte[], byte[]>> records = records(prefix + topic);
      assertThat(records).as(topic).hasSizeBetween(3, REQUESTS - 1);
      assertThat(records)
          .allSatisfy(
              record ->
                  assertThat(tenants(Payload.of(Signal.TRACES, record.value(), 0)))
                      .containsExactly(
                          Headers.text(record.headers(), "tailrace.tenant").orElse("0")));
    }
  }

  @Test
  void areToldAnExporterThatAsksForThemOrForAnotherHeader() throws Exception {
    sink.reads("Via");
    offerAll(start());

    await(() -> sink.items() == REQUESTS);
    for (Payload request : sink.delivered()) {
      assertThat(Spans.numbers(List.of(request)))
          .allSatisfy(
              number ->
                  assertThat(request.origins().of(0).metadata("via"))
                      .containsExactly(number % 3 == 0 ? "proxy" : "proxy" + number));
    }
  }

  @Test
  void areStillKnownWhenADeadLetterIsOfferedAgain() throws Exception {
    sink.answer(_ -> new Delivery.Refused("no"));
    Pipelines pipelines = start();
    assertThat(offer(pipelines, 1, "1").get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.ACCEPTED);
    KafkaConnection kafka = KafkaConnection.embedded(broker.bootstrapServers(), "letters");
    try (DeadLetters letters = new DeadLetters(kafka, prefix)) {
      await(() -> letters.list(_ -> true, 1).size() == 1);
      sink.answer(_ -> Delivery.DELIVERED);

      assertThat(letters.redrive(_ -> true)).isEqualTo(1);
    }

    await(() -> sink.items() == 1);
    assertThat(records(prefix + "traces.raw"))
        .hasSize(2)
        .allSatisfy(
            record -> assertThat(Headers.text(record.headers(), "tailrace.tenant")).contains("1"));
  }

  @Test
  void areRefusedBeyondTheLimitAndLeaveNoTrace() throws Exception {
    Pipelines pipelines = start();
    assertThat(offer(pipelines, 1, "1").get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.ACCEPTED);
    assertThat(offer(pipelines, 2, "2").get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.ACCEPTED);

    assertThat(offer(pipelines, 4, "3").get(10, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused ->
                assertThat(refused.reason()).startsWith("more than 2 combinations of values"));
    assertThat(offer(pipelines, 4, "1".repeat(2000)).get(10, TimeUnit.SECONDS))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(offer(pipelines, 4, "1").get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.ACCEPTED);
    assertThat(records(prefix + "traces.raw")).hasSize(3);
  }

  private void offerAll(Pipelines pipelines) throws Exception {
    List<CompletableFuture<Outcome>> answers = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      answers.add(offer(pipelines, i, Integer.toString(i % 3)));
    }
    for (CompletableFuture<Outcome> answer : answers) {
      assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.ACCEPTED);
    }
  }

  /// Offers the span of a number, with a tenant unless that is 0.
  private static CompletableFuture<Outcome> offer(Pipelines pipelines, int number, String tenant) {
    Map<String, List<String>> metadata =
        tenant.equals("0")
            ? Map.of("via", List.of("proxy"))
            : Map.of("x-scope-orgid", List.of(tenant), "via", List.of("proxy" + number));
    Payload span = Spans.request(number, number + 1);
    Client client = new Client("127.0.0.1", metadata, Map.of());
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    pipelines
        .intake(ComponentId.of("otlp"))
        .offer(
            new Payload(
                span.signal(),
                span.otlp(),
                span.items(),
                new Origins(List.of(new Origins.Run(0, client)))),
            outcome::complete);
    return outcome;
  }

  private static long items(List<ConsumerRecord<byte[], byte[]>> records) {
    return records.stream()
        .mapToLong(record -> Headers.number(record.headers(), Headers.ITEMS).orElseThrow())
        .sum();
  }

  private static Set<String> tenants(Payload payload) {
    Set<String> tenants = new HashSet<>();
    Spans.numbers(List.of(payload)).forEach(number -> tenants.add(Integer.toString(number % 3)));
    return tenants;
  }

  private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    KafkaConnection kafka = KafkaConnection.embedded(broker.bootstrapServers(), "test");
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (Scan scan = new Scan(kafka)) {
      for (int partition = 0; partition < 4; partition++) {
        scan.whole(new TopicPartition(topic, partition), records::add);
      }
    }
    return records;
  }

  private Pipelines start() throws StartException {
    Setting setting =
        new Setting(
            KafkaConnection.embedded(broker.bootstrapServers(), "test").with(broker.log()),
            Configs.kafka(prefix),
            0,
            "writer",
            Optional.empty(),
            Setting.Role.ALL,
            new FakeMetrics(),
            InstantSource.system(),
            List.of());
    Pipelines pipelines = new Pipelines(setting, Assembled.of(sink));
    pipelines.start(new Configs().pipeline("traces", "otlp", "", "sink").publish("traces").build());
    open.add(pipelines);
    return pipelines;
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    Instant deadline = Instant.now().plusSeconds(30);
    while (!condition.call()) {
      assertThat(Instant.now()).as("in time").isBefore(deadline);
      Thread.sleep(10);
    }
  }
}
