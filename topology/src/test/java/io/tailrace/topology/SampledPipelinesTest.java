package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.component.Outcome;
import io.tailrace.component.Payload;
import io.tailrace.component.sampling.TraceSampler;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Kind;
import io.tailrace.config.Proves;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeMetrics;
import io.tailrace.topology.decisions.TraceSummaries;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Pipelines that keep some of their traces, on a real broker.
final class SampledPipelinesTest {
  @TempDir private static Path directory;
  @RegisterExtension static final OwnBroker broker = new OwnBroker(() -> directory);

  private Optional<String> failing = Optional.empty();
  private final FakeMetrics metrics = new FakeMetrics();
  private final ScriptedExporter sink = new ScriptedExporter();
  @RegisterExtension final Opened open = new Opened();
  private final String prefix = "t" + System.nanoTime() + ".";

  @Test
  void passOnTheSpansOfTracesThatAreKept() throws Exception {
    Pipelines pipelines = start(sampled("10 2 500"));

    offer(pipelines, 0, 1000);

    await(() -> sink.items() == 100);
    assertThat(Spans.numbers(sink.delivered()))
        .containsExactlyInAnyOrderElementsOf(multiples(10, 0, 1000));
  }

  @Test
  void keepBooksOfWhatBecameOfEverySpan() throws Exception {
    Pipelines pipelines = start(sampled("10 2 500"));
    offer(pipelines, 0, 1000);
    await(() -> sink.items() == 100);

    await(() -> pipelines.ledger().rows().getFirst().inFlight() == 0);
    await(() -> pipelines.ledger().samplings().getFirst().inFlight() == 0);
    Ledger ledger = pipelines.ledger();

    assertThat(ledger.samplings())
        .containsExactly(
            new Ledger.Sampling(
                ComponentId.of("traces"),
                "tail_sampling",
                1000,
                0,
                100,
                Map.of(TraceSampler.NO_POLICY, 900L),
                Map.of(),
                0));
    assertThat(ledger.rows())
        .singleElement()
        .matches(row -> row.received() == 100 && row.exported() == 100 && row.balanced());
    assertThat(ledger.json()).contains("\"not_sampled\":{\"_none\":900}");
  }

  @Test
  void goOnAfterARestart() throws Exception {
    Configs config = sampled("10 2 1000");
    Pipelines first = start(config);
    offer(first, 0, 500);
    await(() -> sink.items() == 50);
    offer(first, 500, 1000);
    first.close();

    Pipelines second = start(config);
    offer(second, 1000, 1500);

    await(() -> sink.items() == 150);
    assertThat(Spans.numbers(sink.delivered()))
        .containsExactlyInAnyOrderElementsOf(multiples(10, 0, 1500));
  }

  @Test
  void finishWhatTheyHaveWhenTheSamplingIsTakenOut() throws Exception {
    Pipelines pipelines = start(sampled("10 2 3000"));
    offer(pipelines, 0, 100);

    Reload reload =
        pipelines.apply(
            new Configs().pipeline("traces", "otlp", "", "sink").build(), Reload.Leftovers.REFUSE);
    assertThat(reload).isInstanceOf(Reload.Applied.class);
    offer(pipelines, 100, 200);

    await(() -> sink.items() == 110);
    List<Integer> expected = new ArrayList<>(multiples(10, 0, 100));
    expected.addAll(IntStream.range(100, 200).boxed().toList());
    assertThat(Spans.numbers(sink.delivered())).containsExactlyInAnyOrderElementsOf(expected);
    await(() -> pipelines.ledger().samplings().isEmpty());
    assertThat(pipelines.ledger().balanced()).isTrue();
  }

  @Test
  void takeOverFromPipelinesThatDidNotSample() throws Exception {
    Pipelines pipelines = start(new Configs().pipeline("traces", "otlp", "", "sink"));
    offer(pipelines, 0, 100);

    Reload reload = pipelines.apply(sampled("10 2 500").build(), Reload.Leftovers.REFUSE);
    assertThat(reload).isInstanceOf(Reload.Applied.class);
    offer(pipelines, 100, 200);

    await(() -> sink.items() == 110);
    await(() -> pipelines.ledger().samplings().getFirst().inFlight() == 0);
    assertThat(pipelines.ledger().samplings().getFirst().received()).isEqualTo(100);
    assertThat(pipelines.ledger().balanced()).isTrue();
  }

  @Test
  void doTheSameWithKafkaElsewhere() throws Exception {
    Configs config = sampled("10 2 500");
    KafkaConnection elsewhere = KafkaConnection.embedded(broker.bootstrapServers(), "test");
    Pipelines first = start(config, elsewhere, Configs.kafka(prefix));
    offer(first, 0, 1000);
    await(() -> sink.items() == 100);
    first.close();

    Pipelines second = start(config, elsewhere, Configs.kafka(prefix));
    offer(second, 1000, 2000);

    await(() -> sink.items() == 200);
    assertThat(Spans.numbers(sink.delivered()))
        .containsExactlyInAnyOrderElementsOf(multiples(10, 0, 2000));
  }

  @Test
  void letLateSpansFollowTheDecisionAboutTheirTrace() throws Exception {
    Pipelines pipelines = start(sampled("10 2 500"));
    offer(pipelines, 0, 100);
    await(() -> sink.items() == 10);

    offer(pipelines, 0, 100);

    await(() -> sink.items() == 20);
    await(() -> pipelines.ledger().samplings().getFirst().inFlight() == 0);
    assertThat(pipelines.ledger().samplings().getFirst().notSampled())
        .isEqualTo(Map.of(TraceSampler.NO_POLICY, 180L));
    assertThat(pipelines.ledger().balanced()).isTrue();
    await(
        () ->
            metrics.count(
                    "otelcol_processor_tail_sampling_early_releases_from_cache_decision",
                    "processor",
                    "tail_sampling",
                    "pipeline",
                    "traces",
                    "sampled",
                    "true")
                == 10);
  }

  @Test
  void takeAllSpansOfATraceAsEvidenceThatComeInTime() throws Exception {
    Pipelines pipelines = start(sampled("1000000 2 1500"));
    offer(pipelines, 1, 100);
    offer(pipelines, 40, 60);

    await(() -> sink.items() == 40);
    assertThat(Spans.numbers(sink.delivered()))
        .as("traces of two spans are kept")
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(40, 60).flatMap(span -> IntStream.of(span, span)).boxed().toList());
  }

  @Test
  void goThroughTheProcessorsBeforeAndTheOtherPipelinesBehindThem() throws Exception {
    Pipelines pipelines =
        start(
            new Configs()
                .connectors("forward")
                .component(Kind.PROCESSOR, "tail_sampling", "5 2 500")
                .pipeline("traces/in", "otlp", "half/1 tail_sampling", "forward")
                .pipeline("traces/out", "forward", "half/2", "sink"));

    offer(pipelines, 0, 1000);

    await(() -> sink.items() == 100);
    await(() -> pipelines.ledger().samplings().getFirst().inFlight() == 0);
    Ledger.Sampling books = pipelines.ledger().samplings().getFirst();
    assertThat(books.filtered())
        .as("what comes before drops spans before they are evidence")
        .isEqualTo(Map.of("half/1", 500L));
    assertThat(books.released()).isEqualTo(100);
    assertThat(books.notSampled()).isEqualTo(Map.of(TraceSampler.NO_POLICY, 400L));
    assertThat(pipelines.ledger().balanced()).isTrue();
  }

  @Test
  void goThroughTheProcessorsBehindThem() throws Exception {
    Configs config =
        new Configs()
            .component(Kind.PROCESSOR, "tail_sampling", "5 2 500")
            .pipeline("traces", "otlp", "tail_sampling half", "sink");
    Pipelines first = start(config);
    offer(first, 0, 1000);
    await(() -> sink.items() == 100);
    first.close();
    Pipelines second = start(config);
    offer(second, 1000, 2000);

    await(() -> sink.items() == 200);
    await(() -> second.ledger().samplings().getFirst().inFlight() == 0);
    Ledger.Sampling books = second.ledger().samplings().getFirst();
    assertThat(books.filtered()).isEqualTo(Map.of("half", 200L));
    assertThat(books.released()).isEqualTo(200);
    assertThat(second.ledger().balanced()).isTrue();
  }

  @Test
  void putSpansOnWhichAProcessorFailsIntoTheDeadLetters() throws Exception {
    failing = Optional.of("bad");
    Pipelines pipelines =
        start(
            new Configs()
                .component(Kind.PROCESSOR, "tail_sampling", "10 2 500")
                .pipeline("traces", "otlp", "tail_sampling bad", "sink"));
    offer(pipelines, 0, 100);

    await(() -> !pipelines.ledger().samplings().isEmpty());
    await(
        () ->
            pipelines.ledger().samplings().getFirst().filtered().equals(Map.of("bad", 10L))
                && pipelines.ledger().balanced());
    try (DeadLetters letters = new DeadLetters(local(), prefix)) {
      List<Integer> numbers = new ArrayList<>();
      letters
          .list(_ -> true, 100)
          .forEach(
              letter ->
                  numbers.addAll(
                      Spans.numbers(List.of(Payload.of(Signal.TRACES, letter.otlp(), 0)))));
      assertThat(numbers).containsExactlyInAnyOrderElementsOf(multiples(10, 0, 100));
    }
  }

  @Test
  @Proves("SamplingConfig.annotate")
  void noteOnSpansWhyTheyAreKept() throws Exception {
    Pipelines pipelines =
        start(
            sampled("10 2 500"),
            local(),
            with(new KafkaConfig.SamplingConfig(true, KafkaConfig.Guarantee.AT_LEAST_ONCE)));
    offer(pipelines, 0, 100);

    await(() -> sink.items() == 10);
    Span span =
        Spans.parse(sink.delivered().getFirst().otlp())
            .getResourceSpans(0)
            .getScopeSpans(0)
            .getSpans(0);
    assertThat(span.getAttributesList())
        .extracting(KeyValue::getKey)
        .containsExactly("tailsampling.policy", "tailsampling.adjusted_count");
    assertThat(span.getAttributes(0).getValue().getStringValue()).isEqualTo("multiple");
    assertThat(span.getAttributes(1).getValue().getDoubleValue()).isEqualTo(10);
  }

  @Test
  @Proves("SamplingConfig.release")
  void releaseInTransactionsWhereAskedTo() throws Exception {
    KafkaConfig once =
        with(new KafkaConfig.SamplingConfig(false, KafkaConfig.Guarantee.EXACTLY_ONCE));
    Pipelines first = start(sampled("10 2 500"), local(), once);
    offer(first, 0, 500);
    await(() -> sink.items() == 50);
    first.close();
    Pipelines second = start(sampled("10 2 500"), local(), once);
    offer(second, 500, 1000);

    await(() -> sink.items() == 100);
    assertThat(Spans.numbers(sink.delivered()))
        .containsExactlyInAnyOrderElementsOf(multiples(10, 0, 1000));
    try (Scan scan = new Scan(local())) {
      long gaps = 0;
      for (int partition = 0; partition < 4; partition++) {
        TopicPartition output = new TopicPartition(prefix + "traces.p.default", partition);
        List<Long> offsets = new ArrayList<>();
        scan.whole(output, record -> offsets.add(record.offset()));
        gaps += scan.end(output) - offsets.size();
      }
      assertThat(gaps).as("markers of transactions take offsets").isPositive();
    }
  }

  @Test
  void writeASummaryOfEveryTrace() throws Exception {
    Pipelines pipelines = start(sampled("10 2 500"));
    offer(pipelines, 0, 100);
    await(() -> sink.items() == 10);

    Map<Long, GenericRecord> summaries = new HashMap<>();
    try (Scan scan = new Scan(local())) {
      for (int partition = 0; partition < 4; partition++) {
        int expected = partition;
        scan.whole(
            new TopicPartition(prefix + "trace-summaries.traces", partition),
            record -> {
              long number = ByteBuffer.wrap(record.key()).getLong(Long.BYTES);
              GenericRecord summary = TraceSummaries.SCHEMAS.decode(record.value()).orElseThrow();
              assertThat(summary.get("partition")).isEqualTo(expected);
              summaries.put(number, summary);
            });
      }
    }
    assertThat(summaries).hasSize(100);
    GenericRecord kept = summaries.get(50L);
    assertThat(kept.get("kept")).isEqualTo(true);
    assertThat(String.valueOf(kept.get("cause"))).isEqualTo("multiple");
    assertThat(String.valueOf(kept.get("votes"))).contains("SAMPLED", "large", "NOT_SAMPLED");
    GenericRecord dropped = summaries.get(51L);
    assertThat(dropped.get("kept")).isEqualTo(false);
    assertThat(String.valueOf(dropped.get("cause"))).isEqualTo(TraceSampler.NO_POLICY);
  }

  private static Configs sampled(String options) {
    return new Configs()
        .component(Kind.PROCESSOR, "tail_sampling", options)
        .pipeline("traces", "otlp", "tail_sampling", "sink");
  }

  private static List<Integer> multiples(int of, int from, int to) {
    return IntStream.range(from, to).filter(number -> number % of == 0).boxed().toList();
  }

  private static KafkaConnection local() {
    return KafkaConnection.embedded(broker.bootstrapServers(), "test").with(broker.log());
  }

  private KafkaConfig with(KafkaConfig.SamplingConfig sampling) {
    KafkaConfig plain = Configs.kafka(prefix);
    return new KafkaConfig(
        plain.client(), plain.topics(), plain.durability(), plain.embedded(), sampling);
  }

  private Pipelines start(Configs configs) throws Exception {
    return start(configs, local(), Configs.kafka(prefix));
  }

  private Pipelines start(Configs configs, KafkaConnection kafka, KafkaConfig keys)
      throws Exception {
    Setting setting =
        new Setting(
            kafka,
            keys,
            0,
            "writer",
            Optional.of("writer"),
            Setting.Role.ALL,
            metrics,
            InstantSource.system(),
            List.of());
    Pipelines pipelines =
        new Pipelines(
            setting,
            new Assembled(
                _ -> sink,
                id -> failing.filter(id::equals).isPresent() ? Stage.failing() : Halving.INSTANCE));
    pipelines.start(configs.build());
    open.add(pipelines);
    return pipelines;
  }

  private static void offer(Pipelines pipelines, int from, int to) throws Exception {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    pipelines.intake(ComponentId.of("otlp")).offer(Spans.request(from, to), outcome::complete);
    assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.ACCEPTED);
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("still not so").isLessThan(end);
      Thread.sleep(20);
    }
  }
}
