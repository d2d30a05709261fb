package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.component.Client;
import io.tailrace.component.Delivery;
import io.tailrace.component.DeliveryPolicy;
import io.tailrace.component.Exporter;
import io.tailrace.component.MetadataKeys;
import io.tailrace.component.Origins;
import io.tailrace.component.Outcome;
import io.tailrace.component.Payload;
import io.tailrace.component.Processor;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.Kind;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DirectPipelinesTest {
  private static final ComponentId RECEIVER = ComponentId.of("otlp");

  private final Map<String, Exporter> exporters = new HashMap<>();
  private final Map<String, Processor> processors = new HashMap<>();
  private final DirectPipelines pipelines = new DirectPipelines(new Given(), new FakeMetrics());

  @AfterEach
  void close() {
    pipelines.close();
  }

  @Test
  void answersWhatTheNextHopAnswered() throws Exception {
    ScriptedExporter hop = hop("a");
    pipelines.follow(traces("", "a").build());

    assertThat(offer()).isEqualTo(Outcome.ACCEPTED);
    hop.answer(_ -> new Delivery.Refused("no"));
    assertThat(offer()).isEqualTo(new Outcome.Refused("no"));
    hop.answer(_ -> new Delivery.Partial(2, "two"));
    assertThat(offer()).isEqualTo(new Outcome.Partial(2, "two"));
    hop.answer(_ -> new Delivery.Unreachable("401"));
    assertThat(offer()).isInstanceOf(Outcome.Retry.class);
    hop.answer(_ -> new Delivery.Retry("busy", Duration.ofSeconds(7)));
    assertThat(offer()).isEqualTo(new Outcome.Retry("busy", Duration.ofSeconds(7)));
  }

  @Test
  void refusesToWaitForWholeTraces() {
    hop("a");

    assertThatThrownBy(() -> pipelines.follow(traces("tail_sampling", "a").build()))
        .isInstanceOf(StartException.class)
        .hasMessageStartingWith(
            "The processor tail_sampling of pipeline traces waits for whole traces, and without"
                + " Kafka there is nowhere to wait.");
  }

  @Test
  void asksAgainWhileOneOfSeveralHopsMayStillTakeIt() throws Exception {
    hop("a").answer(_ -> new Delivery.Refused("no"));
    hop("b").answer(_ -> new Delivery.Retry("x", Duration.ZERO));
    pipelines.follow(traces("", "a b").build());

    assertThat(offer()).isInstanceOf(Outcome.Retry.class);
  }

  @Test
  void takesASignalThroughItsOwnPipelinesOnly() throws Exception {
    hop("a");
    hop("b").answer(_ -> new Delivery.Refused("not for me"));
    processors.put("p", Stage.admitting(_ -> Optional.of("never asked")));
    pipelines.follow(traces("", "a").pipeline("logs", "otlp", "p", "b").build());

    assertThat(offer()).isEqualTo(Outcome.ACCEPTED);
    assertThat(offer(Payload.of(Signal.METRICS, new byte[] {10, 0}, 1)))
        .isEqualTo(new Outcome.Refused("no pipeline takes metrics from here"));
  }

  @Test
  void refusesWhatAProcessorDoesNotAdmit() throws Exception {
    ScriptedExporter hop = hop("a");
    processors.put("p", Stage.admitting(request -> Optional.of("no " + request.signal().id())));
    pipelines.follow(traces("p", "a").build());

    assertThat(offer()).isEqualTo(new Outcome.Overloaded("no traces", Duration.ofSeconds(1)));
    assertThat(hop.delivered()).isEmpty();
  }

  @Test
  void refusesMoreCombinationsOfMetadataThanAProcessorTellsApartAlsoAfterAReload()
      throws Exception {
    hop("a");
    processors.put("p", Stage.apart(new MetadataKeys(List.of("team"), 1)));
    pipelines.follow(traces("p", "a").build());

    assertThat(offer(from("red"))).isEqualTo(Outcome.ACCEPTED);
    pipelines.follow(traces("p", "a").build());
    assertThat(offer(from("red"))).isEqualTo(Outcome.ACCEPTED);
    assertThat(offer(from("blue")))
        .asString()
        .contains("Refused", "more than 1 combinations of values of team");
  }

  @Test
  void refusesWhatIsCutOffBeforeAnythingIsDoneWithIt() throws Exception {
    processors.put("p", Stage.failing());
    hop("a");
    pipelines.follow(traces("p", "a").build());
    byte[] whole = Spans.request(0, 1).otlp();

    assertThat(offer()).asString().contains("Refused", "a processor failed on it");
    whole[whole.length - 1 - "span 0".length()]++;
    assertThat(offer(Payload.of(Signal.TRACES, whole, 1))).asString().contains("Refused", "byte");
  }

  @Test
  void asksAgainForWhatAnExporterFailedOn() throws Exception {
    hop("a")
        .answer(
            _ -> {
              throw new IllegalStateException("a bug");
            });
    ScriptedExporter other = hop("b");
    pipelines.follow(traces("", "a b").build());

    assertThat(offer()).asString().contains("Retry", "a bug");
    assertThat(other.items()).isOne();
  }

  @Test
  void whatIsUnderWayEndsInItsOldPipelineWhileTheNewOneTakesMore() throws Exception {
    CompletableFuture<Delivery> answer = new CompletableFuture<>();
    CountDownLatch arrived = new CountDownLatch(1);
    hop("a")
        .answer(
            _ -> {
              arrived.countDown();
              return answer.join();
            });
    ScriptedExporter next = hop("b");
    pipelines.follow(traces("", "a").build());
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    outcomes.add(begin(Spans.request(0, 1)));
    arrived.await();

    FutureTask<Boolean> reload =
        new FutureTask<>(
            () -> {
              pipelines.follow(traces("", "b").build());
              return true;
            });
    Thread.startVirtualThread(reload);
    while (next.items() == 0) {
      outcomes.add(begin(Spans.request(1, 2)));
      Thread.yield();
    }
    answer.complete(Delivery.DELIVERED);

    assertThat(reload.get()).isTrue();
    for (CompletableFuture<Outcome> outcome : outcomes) {
      assertThat(outcome.get()).isEqualTo(Outcome.ACCEPTED);
    }
  }

  @Test
  void whatStaysTheSameGoesOnOverAReloadAndWhatIsGoneEnds() throws Exception {
    List<String> closed = new ArrayList<>();
    exporters.put("same", new Stuck("same", closed));
    exporters.put("other", new Stuck("other", closed));
    exporters.put("gone", new Stuck("gone", closed));
    pipelines.follow(traces("", "same other gone").build());

    List<ComponentId> started =
        pipelines.follow(
            traces("", "same other").component(Kind.EXPORTER, "other", "changed").build());

    assertThat(started).containsExactly(ComponentId.of("other"));
    assertThat(closed).containsExactlyInAnyOrder("other", "gone");
    pipelines.close();
    assertThat(closed).containsExactlyInAnyOrder("other", "gone", "same", "other");
  }

  @Test
  void whatFailsToCloseKeepsNothingElseOpen() throws Exception {
    List<String> closed = new ArrayList<>();
    exporters.put("a", new Stuck("a", closed));
    exporters.put("b", new Stuck("b", closed));
    pipelines.follow(traces("", "a b").build());

    pipelines.close();

    assertThat(closed).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void theConfigurationBeforeGoesOnWhenTheNextDoesNotStart() throws Exception {
    hop("a");
    List<String> closed = new ArrayList<>();
    exporters.put("b", new Stuck("b", closed));
    pipelines.follow(traces("", "a").build());

    assertThatThrownBy(() -> pipelines.follow(traces("", "b missing").build()))
        .isInstanceOf(RuntimeException.class);

    assertThat(closed).containsExactly("b");
    assertThat(offer()).isEqualTo(Outcome.ACCEPTED);
  }

  private ScriptedExporter hop(String id) {
    ScriptedExporter made = new ScriptedExporter();
    exporters.put(id, made);
    return made;
  }

  private static Configs traces(String processors, String exporters) {
    return new Configs().pipeline("traces", "otlp", processors, exporters);
  }

  private static Payload from(String team) {
    Payload request = Spans.request(0, 1);
    Client client = new Client("", Map.of("team", List.of(team)), Map.of());
    return new Payload(request.signal(), request.otlp(), request.items(), Origins.of(client));
  }

  private Outcome offer() throws Exception {
    return offer(Spans.request(0, 1));
  }

  private Outcome offer(Payload request) throws Exception {
    return begin(request).get(60, TimeUnit.SECONDS);
  }

  private CompletableFuture<Outcome> begin(Payload request) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    pipelines.intake(RECEIVER).offer(request, outcome::complete);
    return outcome;
  }

  /// The parts that a test put there.
  private final class Given implements Parts {
    @Override
    public boolean samples(Configuration.Configured configured) {
      return configured.type().equals("tail_sampling");
    }

    @Override
    public Exporter exporter(Configuration.Configured configured, Set<Signal> signals) {
      return Optional.ofNullable(exporters.get(configured.id().toString())).orElseThrow();
    }

    @Override
    public Processor processor(
        Configuration.Configured configured, ComponentId pipeline, Signal signal) {
      return Optional.ofNullable(processors.get(configured.id().toString())).orElseThrow();
    }

    @Override
    public Object fingerprint(Configuration.Configured configured, Configuration configuration) {
      return configured.options();
    }
  }

  /// An exporter that does not close without a failure.
  private record Stuck(String id, List<String> closed) implements Exporter {
    @Override
    public Delivery export(Payload payload) {
      return Delivery.DELIVERED;
    }

    @Override
    public DeliveryPolicy policy() {
      return new ScriptedExporter().policy();
    }

    @Override
    public void close() {
      closed.add(id);
      throw new IllegalStateException(id + " does not close");
    }
  }
}
