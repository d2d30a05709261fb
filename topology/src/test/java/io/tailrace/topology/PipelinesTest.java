package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.broker.EmbeddedBroker;
import io.tailrace.component.Delivery;
import io.tailrace.component.Exporter;
import io.tailrace.component.Intake;
import io.tailrace.component.Outcome;
import io.tailrace.component.Processor;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
final class PipelinesTest {
  private static final AtomicInteger TESTS = new AtomicInteger();

  @TempDir private static Path directory;
  @RegisterExtension static final OwnBroker broker = new OwnBroker(() -> directory);

  private final String prefix = "t" + TESTS.incrementAndGet() + ".";
  private final Map<String, Exporter> exporters = new HashMap<>();
  private final Map<String, Processor> processors = new HashMap<>();
  private final FakeMetrics metrics = new FakeMetrics();
  @RegisterExtension final Opened open = new Opened();

  @Test
  void carriesWhatWasAcknowledged() throws Exception {
    ScriptedExporter sink = sink("sink");
    Pipelines pipelines = start(new Configs().pipeline("traces", "otlp", "", "sink"));
    Intake intake = pipelines.intake(ComponentId.of("otlp"));

    for (int i = 0; i < 50; i++) {
      assertThat(offer(intake, i * 20, i * 20 + 20)).isEqualTo(Outcome.ACCEPTED);
    }

    await(() -> sink.items() >= 1000);
    assertThat(Spans.numbers(sink.delivered()))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 1000).boxed().toList());
  }

  @Test
  void saysThatKafkaDoesNotAnswer(@TempDir Path other) throws Exception {
    sink("sink");
    EmbeddedBroker own = EmbeddedBroker.temporary(other);
    open.add(own);
    Pipelines pipelines =
        start(own.bootstrapServers(), new Configs().pipeline("traces", "otlp", "", "sink"));
    assertThat(pipelines.unready()).isEmpty();

    own.close();

    await(() -> !pipelines.unready().isEmpty());
    assertThat(pipelines.unready().getFirst()).startsWith("Kafka has not answered for ");
  }

  @Test
  void goesOnWhereItStopped() throws Exception {
    ScriptedExporter sink = sink("sink");
    Configs config = new Configs().pipeline("traces", "otlp", "", "sink");
    Pipelines first = start(config);
    offer(first.intake(ComponentId.of("otlp")), 0, 10);
    await(() -> sink.items() >= 10);
    sink.answer(_ -> new Delivery.Retry("down", Duration.ZERO));
    offer(first.intake(ComponentId.of("otlp")), 10, 20);
    first.close();

    sink.answer(_ -> Delivery.DELIVERED);
    start(config);

    await(() -> sink.items() >= 20);
    assertThat(Spans.numbers(sink.delivered()))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 20).boxed().toList());
  }

  @Test
  void deadLettersOnlyTheItemThatIsRefused() throws Exception {
    ScriptedExporter sink = sink("sink");
    sink.answer(
        payload ->
            Spans.numbers(List.of(payload)).contains(13)
                ? new Delivery.Refused("13 is bad luck")
                : Delivery.DELIVERED);
    Pipelines pipelines = start(new Configs().pipeline("traces", "otlp", "", "sink"));
    Intake intake = pipelines.intake(ComponentId.of("otlp"));

    offer(intake, 0, 10);
    offer(intake, 10, 20);

    await(() -> sink.items() >= 19);
    awaitLedger(pipelines, row -> row.deadLettered() == 1 && row.exported() == 19);
    KafkaConnection kafka = KafkaConnection.embedded(broker.bootstrapServers(), "letters");
    try (DeadLetters letters = new DeadLetters(kafka, prefix)) {
      List<Letter> found = letters.list(_ -> true, 10);
      assertThat(found).hasSize(1);
      Letter letter = found.getFirst();
      assertThat(letter.error()).isEqualTo("13 is bad luck");
      assertThat(letter.exporter()).isEqualTo(ComponentId.of("sink"));
      assertThat(
              Spans.numbers(
                  List.of(io.tailrace.component.Payload.of(Signal.TRACES, letter.otlp(), 1))))
          .containsExactly(13);
      assertThat(letters.show(letter.name())).isPresent();

      sink.answer(_ -> Delivery.DELIVERED);
      assertThat(letters.redrive(_ -> true)).isEqualTo(1);
      assertThat(letters.redrive(_ -> true)).isEqualTo(0);
      await(() -> sink.items() == 20);
    }
    awaitLedger(pipelines, row -> row.redriven() == 1 && row.exported() == 20 && row.balanced());
  }

  @Test
  void neverBlamesItemsForAnEndpointThatCannotBeUsed() throws Exception {
    ScriptedExporter sink = sink("sink");
    sink.answer(_ -> new Delivery.Unreachable("401"));
    Pipelines pipelines = start(new Configs().pipeline("traces", "otlp", "", "sink"));
    offer(pipelines.intake(ComponentId.of("otlp")), 0, 10);
    await(
        () ->
            metrics.value("tailrace_exporter_unreachable", "exporter", "sink", "pipeline", "traces")
                == 1);
    awaitLedger(pipelines, row -> row.inFlight() == 10 && row.deadLettered() == 0);

    sink.answer(_ -> Delivery.DELIVERED);

    awaitLedger(pipelines, row -> row.exported() == 10 && row.inFlight() == 0);
  }

  @Test
  void exportersDoNotWaitForEachOther() throws Exception {
    ScriptedExporter fast = sink("fast");
    ScriptedExporter slow = sink("slow");
    slow.answer(_ -> new Delivery.Retry("overloaded", Duration.ZERO));
    Pipelines pipelines = start(new Configs().pipeline("traces", "otlp", "", "fast slow"));

    offer(pipelines.intake(ComponentId.of("otlp")), 0, 100);

    await(() -> fast.items() == 100);
    assertThat(slow.items()).isZero();
    slow.answer(_ -> Delivery.DELIVERED);
    await(() -> slow.items() == 100);
  }

  @Test
  void anExporterReadsOnlyTheReceiversOfItsPipelines() throws Exception {
    ScriptedExporter one = sink("one");
    ScriptedExporter both = sink("both");
    Pipelines pipelines =
        start(
            new Configs()
                .connectors("forward")
                .pipeline("traces/a", "otlp", "", "one forward")
                .pipeline("traces/b", "zipkin forward", "", "both"));

    offer(pipelines.intake(ComponentId.of("otlp")), 0, 10);
    offer(pipelines.intake(ComponentId.of("zipkin")), 10, 20);

    await(() -> both.items() == 20 && one.items() == 10);
    assertThat(Spans.numbers(one.delivered()))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 10).boxed().toList());
  }

  @Test
  void countsWhatProcessorsFilterOnceHoweverManyExportersThereAre() throws Exception {
    ScriptedExporter one = sink("one");
    ScriptedExporter other = sink("other");
    processors.put("half", Halving.INSTANCE);
    Pipelines pipelines = start(new Configs().pipeline("traces", "otlp", "half", "one other"));

    offer(pipelines.intake(ComponentId.of("otlp")), 0, 10);

    awaitLedger(
        pipelines,
        row ->
            row.filtered().getOrDefault("half", 0L) > 0 && row.received() == 10 && row.balanced());
    await(() -> one.items() == 5 && other.items() == 5);
    assertThat(metrics.total("otelcol_processor_incoming_items")).isEqualTo(10);
    assertThat(metrics.total("otelcol_processor_outgoing_items")).isEqualTo(5);
  }

  @Test
  void reportsAnImbalanceWhenACounterIsCorrupted() throws Exception {
    ScriptedExporter sink = sink("sink");
    Configs config = new Configs().pipeline("traces", "otlp", "", "sink");
    Pipelines pipelines = start(config);
    offer(pipelines.intake(ComponentId.of("otlp")), 0, 10);
    await(() -> sink.items() == 10);
    pipelines.close();

    Corruption.of(broker.bootstrapServers(), prefix + "traces.to.sink", "exported=", "exported=1");

    Pipelines again = start(config);
    Ledger ledger = again.ledger();
    assertThat(ledger.balanced()).isFalse();
    assertThat(ledger.rows().getFirst().imbalance()).isNegative();
    assertThat(ledger.json()).contains("\"balanced\":false").contains("\"imbalance\":-");
  }

  @Test
  void countsAgainWhatWasWrittenAfterTheBooksWereKept() throws Exception {
    ScriptedExporter sink = sink("sink");
    Configs config = new Configs().pipeline("traces", "otlp", "", "sink");
    Pipelines pipelines = start(config);
    sink.answer(_ -> new Delivery.Unreachable("down"));
    offer(pipelines.intake(ComponentId.of("otlp")), 0, 10);
    pipelines.close();
    Corruption.forget(broker.bootstrapServers(), prefix + "ledger.writer");

    Pipelines again = start(config);

    awaitLedger(again, row -> row.inFlight() == 10 && row.balanced());
  }

  @Test
  void anUnchangedExporterIsNotInterruptedByANewConfiguration() throws Exception {
    ScriptedExporter kept = sink("kept");
    ScriptedExporter added = sink("added");
    Pipelines pipelines = start(new Configs().pipeline("traces", "otlp", "", "kept"));
    Intake intake = pipelines.intake(ComponentId.of("otlp"));
    offer(intake, 0, 10);
    await(() -> kept.items() == 10);

    Reload reload =
        pipelines.apply(
            new Configs().pipeline("traces", "otlp", "", "kept added").build(),
            Reload.Leftovers.REFUSE);

    assertThat(reload).isEqualTo(new Reload.Applied(List.of("traces -> added"), 1));
    offer(intake, 10, 20);
    await(() -> kept.items() == 20 && added.items() == 10);
    assertThat(Spans.numbers(added.delivered()))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(10, 20).boxed().toList());
    awaitLedger(pipelines, row -> row.exported() == 10 && row.balanced() && row.inFlight() == 0);
  }

  @Test
  void whatARemovedReceiverSentBeforeIsStillExported() throws Exception {
    ScriptedExporter sink = sink("sink");
    ScriptedExporter other = sink("other");
    sink.answer(_ -> new Delivery.Unreachable("down"));
    Pipelines pipelines =
        start(
            new Configs()
                .pipeline("traces", "otlp", "", "sink")
                .pipeline("traces/x", "otlp zipkin", "", "other"));
    offer(pipelines.intake(ComponentId.of("otlp")), 0, 10);
    offer(pipelines.intake(ComponentId.of("zipkin")), 10, 20);

    Configs changed =
        new Configs()
            .pipeline("traces", "zipkin", "", "sink")
            .pipeline("traces/x", "otlp zipkin", "", "other");
    Reload reload = pipelines.apply(changed.build(), Reload.Leftovers.REFUSE);
    offer(pipelines.intake(ComponentId.of("otlp")), 20, 30);
    offer(pipelines.intake(ComponentId.of("zipkin")), 30, 40);
    sink.answer(_ -> Delivery.DELIVERED);

    assertThat(reload).isEqualTo(new Reload.Applied(List.of("traces -> sink"), 1));
    await(() -> sink.items() >= 20 && other.items() == 40);
    awaitLedger(
        pipelines,
        row ->
            row.exporter().type().equals("sink")
                && row.exported() == 20
                && row.inFlight() == 0
                && row.balanced());
    assertThat(Spans.numbers(sink.delivered()))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.concat(IntStream.range(0, 10), IntStream.range(30, 40)).boxed().toList());
  }

  private Pipelines withBacklog(ScriptedExporter down) throws Exception {
    sink("kept");
    down.answer(_ -> new Delivery.Unreachable("down"));
    Pipelines pipelines = start(new Configs().pipeline("traces", "otlp", "", "kept gone"));
    offer(pipelines.intake(ComponentId.of("otlp")), 0, 10);
    return pipelines;
  }

  @Test
  void refusesToForgetABacklog() throws Exception {
    ScriptedExporter gone = sink("gone");
    Pipelines pipelines = withBacklog(gone);
    Configuration without = new Configs().pipeline("traces", "otlp", "", "kept").build();

    Reload refused = pipelines.apply(without, Reload.Leftovers.REFUSE);

    assertThat(refused)
        .isEqualTo(
            new Reload.Backlog(
                List.of(new Orphan(ComponentId.of("traces"), ComponentId.of("gone"), 10))));
    assertThat(pipelines.apply(without, Reload.Leftovers.ABANDON))
        .isInstanceOf(Reload.Applied.class);
    awaitLedger(pipelines, row -> row.abandoned() == 10 && row.balanced());
    assertThat(gone.items()).isZero();
  }

  @Test
  void drainsAnExporterThatIsGone() throws Exception {
    ScriptedExporter gone = sink("gone");
    Pipelines pipelines = withBacklog(gone);
    Configuration without = new Configs().pipeline("traces", "otlp", "", "kept").build();

    assertThat(pipelines.apply(without, Reload.Leftovers.DRAIN)).isInstanceOf(Reload.Applied.class);
    gone.answer(_ -> Delivery.DELIVERED);

    await(() -> gone.items() == 10);
  }

  private ScriptedExporter sink(String id) {
    ScriptedExporter exporter = new ScriptedExporter();
    exporters.put(id, exporter);
    return exporter;
  }

  private Pipelines start(Configs config) throws StartException {
    return start(broker.bootstrapServers(), config);
  }

  private Pipelines start(String bootstrap, Configs config) throws StartException {
    Pipelines pipelines =
        new Pipelines(
            new Setting(
                KafkaConnection.embedded(bootstrap, "test"),
                Configs.kafka(prefix),
                0,
                "writer",
                Optional.empty(),
                Setting.Role.ALL,
                metrics,
                InstantSource.system(),
                List.of()),
            new Assembled(exporters::get, processors::get));
    pipelines.start(config.build());
    open.add(pipelines);
    return pipelines;
  }

  private static void awaitLedger(Pipelines pipelines, Predicate<Ledger.Row> wanted)
      throws Exception {
    Instant deadline = Instant.now().plusSeconds(60);
    while (true) {
      Ledger ledger = pipelines.ledger();
      if (ledger.rows().stream().anyMatch(wanted)) {
        return;
      }
      assertThat(Instant.now()).as("in time: %s", ledger).isBefore(deadline);
      Thread.sleep(50);
    }
  }

  private static Outcome offer(Intake intake, int from, int to) throws Exception {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    intake.offer(Spans.request(from, to), outcome::complete);
    return outcome.get(60, TimeUnit.SECONDS);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant deadline = Instant.now().plusSeconds(60);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("in time").isBefore(deadline);
      Thread.sleep(10);
    }
  }
}
