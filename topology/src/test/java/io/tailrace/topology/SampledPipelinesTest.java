package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.Outcome;
import io.tailrace.component.sampling.TraceSampler;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.Kind;
import io.tailrace.testkit.FakeMetrics;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Pipelines that keep some of their traces, on a real broker.
final class SampledPipelinesTest {
  @TempDir private static Path directory;
  @RegisterExtension static final OwnBroker broker = new OwnBroker(() -> directory);

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

  private static Configs sampled(String options) {
    return new Configs()
        .component(Kind.PROCESSOR, "tail_sampling", options)
        .pipeline("traces", "otlp", "tail_sampling", "sink");
  }

  private static List<Integer> multiples(int of, int from, int to) {
    return IntStream.range(from, to).filter(number -> number % of == 0).boxed().toList();
  }

  private Pipelines start(Configs configs) throws Exception {
    Configuration configuration = configs.build();
    Setting setting =
        new Setting(
            KafkaConnection.embedded(broker.bootstrapServers(), "test").with(broker.log()),
            Configs.kafka(prefix),
            0,
            "writer",
            Optional.of("writer"),
            Setting.Role.ALL,
            new FakeMetrics(),
            InstantSource.system(),
            List.of());
    Pipelines pipelines = new Pipelines(setting, new Assembled(_ -> sink, _ -> Stage.failing()));
    pipelines.start(configuration);
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
