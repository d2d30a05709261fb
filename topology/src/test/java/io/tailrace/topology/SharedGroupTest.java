package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.Delivery;
import io.tailrace.component.Intake;
import io.tailrace.component.Outcome;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.Kind;
import io.tailrace.testkit.FakeMetrics;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Several processes work in the same consumer groups.
@Execution(ExecutionMode.CONCURRENT)
final class SharedGroupTest {
  private static final AtomicInteger TESTS = new AtomicInteger();

  @TempDir private static Path directory;
  @RegisterExtension static final OwnBroker broker = new OwnBroker(() -> directory);

  private final ScriptedExporter sink = new ScriptedExporter();
  @RegisterExtension final Opened open = new Opened();
  private final String prefix = "t" + TESTS.incrementAndGet() + ".";

  @Test
  void aReceiverThatOneProcessAddsIsNeitherLostNorDoubledWhileAnotherStillHasTheOldFile()
      throws Exception {
    Process first = new Process("first", "otlp");
    Process second = new Process("second", "otlp");
    offer(first.pipelines.intake(ComponentId.of("otlp")), 0, 100);
    await(() -> sink.items() == 100);

    assertThat(first.pipelines.apply(config("otlp zipkin"), Reload.Leftovers.REFUSE))
        .isEqualTo(new Reload.Applied(List.of("traces -> sink"), 0));
    offer(first.pipelines.intake(ComponentId.of("zipkin")), 100, 200);
    offer(second.pipelines.intake(ComponentId.of("otlp")), 200, 300);

    await(() -> second.pipelines.unready().size() == 1);
    assertThat(second.pipelines.unready())
        .containsExactly(
            "exporter sink of pipeline traces does not run here: its file has other receivers than"
                + " another process works by");
    assertThat(differs(second)).isEqualTo(1);
    assertThat(first.pipelines.unready()).isEmpty();
    assertThat(second.pipelines.apply(config("otlp zipkin"), Reload.Leftovers.REFUSE))
        .isInstanceOf(Reload.Applied.class);
    assertThat(second.pipelines.unready()).isEmpty();
    assertThat(differs(second)).isZero();
    offer(second.pipelines.intake(ComponentId.of("zipkin")), 300, 400);

    settled(first, 400);
  }

  @Test
  void aProcessThatStartsWithAnotherFileWaitsUntilNobodyWorksByTheOldOne() throws Exception {
    Process first = new Process("first", "otlp");
    offer(first.pipelines.intake(ComponentId.of("otlp")), 0, 10);
    Process second = new Process("second", "zipkin");

    assertThat(second.pipelines.unready()).hasSize(1);
    assertThat(second.pipelines.unready().getFirst())
        .contains("exporter sink of pipeline traces does not run here", "other receivers");
    offer(first.pipelines.intake(ComponentId.of("otlp")), 10, 20);
    first.pipelines.close();

    await(() -> second.pipelines.unready().isEmpty());
    offer(second.pipelines.intake(ComponentId.of("zipkin")), 20, 30);
    settled(second, 30);
  }

  @Test
  void aProcessWithOtherOptionsDoesNotRunAndSaysWhich() throws Exception {
    new Process("first", "otlp");
    Configuration other =
        new Configs()
            .component(Kind.EXPORTER, "sink", "elsewhere")
            .pipeline("traces", "otlp", "", "sink")
            .build();
    Process second = new Process("second", other);

    assertThat(second.pipelines.unready())
        .hasSize(1)
        .first()
        .asString()
        .contains("its file has other exporters::sink than", "test-first");
  }

  @Test
  void countsWhatASuccessorSendsAgain() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    sink.answer(
        payload -> {
          if (Spans.numbers(List.of(payload)).stream().noneMatch(number -> number < 100)) {
            return Delivery.DELIVERED;
          }
          asked.countDown();
          try {
            never.await();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
          return new Delivery.Unreachable("it never answers");
        });
    Process first = new Process("first", "otlp");
    offer(first.pipelines.intake(ComponentId.of("otlp")), 0, 100);
    asked.await();
    offer(first.pipelines.intake(ComponentId.of("otlp")), 100, 200);
    await(() -> sink.items() == 100);
    first.pipelines.close();
    sink.answer(_ -> Delivery.DELIVERED);

    Process second = new Process("second", "otlp");

    await(() -> row(second).exported() == 200 && row(second).inFlight() == 0);
    assertThat(row(second).balanced()).isTrue();
    assertThat(row(second).duplicated()).isPositive().isEqualTo(sink.items() - 200);
  }

  @Test
  void nothingIsLostOrCountedTwiceWhenOneOfTwoProcessesStops() throws Exception {
    Process first = new Process("first", "otlp");
    Process second = new Process("second", "otlp");
    Intake intake = second.pipelines.intake(ComponentId.of("otlp"));
    for (int i = 0; i < 20; i++) {
      offer(intake, i * 50, i * 50 + 50);
      if (i == 10) {
        first.pipelines.close();
      }
    }

    await(() -> row(second).exported() == 1000 && row(second).inFlight() == 0);
    assertThat(row(second).received()).isEqualTo(1000);
    assertThat(row(second).balanced()).isTrue();
    assertThat(Set.copyOf(Spans.numbers(sink.delivered()))).hasSize(1000);
    assertThat(sink.items() - 1000).isEqualTo(row(second).duplicated());
  }

  @Test
  void nothingIsLostOrCountedTwiceWhenOneOfTwoProcessesIsKilled() throws Exception {
    Process first = new Process("first", "otlp");
    try (WorkerProcess worker = WorkerProcess.spawn(broker.bootstrapServers(), prefix)) {
      Intake intake = first.pipelines.intake(ComponentId.of("otlp"));
      int sent = 0;
      while (worker.items() == 0 || sent < 500) {
        offer(intake, sent, sent + 50);
        sent += 50;
      }
      worker.kill();
      offer(intake, sent, sent + 50);
      int all = sent + 50;

      await(() -> row(first).exported() == all && row(first).inFlight() == 0);
      assertThat(row(first).received()).isEqualTo(all);
      assertThat(row(first).balanced()).isTrue();
      Set<Integer> numbers = new TreeSet<>(Spans.numbers(sink.delivered()));
      numbers.addAll(worker.numbers());
      assertThat(numbers).hasSize(all);
    }
  }

  private static double differs(Process process) {
    return process.metrics.value("tailrace_plan_differs", "pipeline", "traces", "exporter", "sink");
  }

  private void settled(Process process, int items) throws Exception {
    await(() -> sink.items() >= items);
    await(() -> row(process).inFlight() == 0 && row(process).exported() == items);
    assertThat(row(process).balanced()).isTrue();
    assertThat(Spans.numbers(sink.delivered()))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, items).boxed().toList());
  }

  private static Ledger.Row row(Process process) throws Exception {
    return process.pipelines.ledger().rows().getFirst();
  }

  private static Configuration config(String receivers) {
    return new Configs().pipeline("traces", receivers, "", "sink").build();
  }

  private static void offer(Intake intake, int from, int to) throws Exception {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    intake.offer(Spans.request(from, to), outcome::complete);
    assertThat(outcome.get(60, TimeUnit.SECONDS)).isEqualTo(Outcome.ACCEPTED);
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    Instant deadline = Instant.now().plusSeconds(60);
    while (!condition.call()) {
      assertThat(Instant.now()).as("in time").isBefore(deadline);
      Thread.sleep(20);
    }
  }

  /// A process with pipelines of its own on the broker that all share.
  private final class Process {
    private final FakeMetrics metrics = new FakeMetrics();
    private final Pipelines pipelines;

    Process(String name, String receivers) throws Exception {
      this(name, config(receivers));
    }

    Process(String name, Configuration configuration) throws Exception {
      pipelines =
          new Pipelines(
              new Setting(
                  KafkaConnection.embedded(broker.bootstrapServers(), "test-" + name),
                  Configs.kafka(prefix),
                  0,
                  name,
                  Optional.empty(),
                  Setting.Role.ALL,
                  metrics,
                  InstantSource.system(),
                  List.of()),
              Assembled.of(sink));
      pipelines.start(configuration);
      open.add(pipelines);
    }
  }
}
