package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.Admission;
import io.tailrace.component.Delivery;
import io.tailrace.component.DeliveryPolicy;
import io.tailrace.component.Exporter;
import io.tailrace.component.Outcome;
import io.tailrace.component.Payload;
import io.tailrace.component.Processor;
import io.tailrace.config.ComponentId;
import io.tailrace.model.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class DirectIntakeTest {
  private static final ComponentId RECEIVER = ComponentId.of("otlp");
  private static final Payload REQUEST = Spans.request(0, 1);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final DirectIntake intake = new DirectIntake(REQUEST.otlp().length + 1L);
  private final ScriptedExporter hop = new ScriptedExporter();

  @Test
  void refusesWhileTooMuchIsUnderWay() throws Exception {
    CompletableFuture<Delivery> answer = new CompletableFuture<>();
    hop.answer(_ -> answer.join());
    lead(hop);

    CompletableFuture<Outcome> first = offer();
    assertThat(offer().get())
        .isEqualTo(new Outcome.Overloaded("the next hop does not keep up", SOON));
    answer.complete(Delivery.DELIVERED);

    assertThat(first.get()).isEqualTo(Outcome.ACCEPTED);
    assertThat(intake.reserved()).isZero();
  }

  @Test
  void answersOnceAndGivesBackItsBudgetWhateverIsThrown() {
    IllegalStateException bug = new IllegalStateException("a bug");
    StackOverflowError error = new StackOverflowError();
    Admission failing =
        _ -> {
          throw bug;
        };

    lead(hop, Stage.failing());
    assertThat(only()).asString().contains("Refused", "a bug");
    lead(hop, Stage.admitting(failing));
    assertThat(only()).asString().contains("Retry", "a bug");
    hop.answer(
        _ -> {
          throw bug;
        });
    lead(hop);
    assertThat(only()).asString().contains("Retry", "a bug");
    hop.answer(
        _ -> {
          throw error;
        });
    lead(hop);
    assertThat(only()).isEqualTo(new Outcome.Retry("the agent failed", SOON));
  }

  @Test
  void givesBackItsBudgetWhenTheOneWhoAskedFails() {
    lead(hop);
    List<Outcome> told = new CopyOnWriteArrayList<>();

    intake
        .of(RECEIVER)
        .offer(
            REQUEST,
            outcome -> {
              told.add(outcome);
              throw new IllegalStateException("the connection is gone");
            });
    intake.lead(new Passage(Map.of())).end(LIMIT);

    assertThat(told).containsExactly(Outcome.ACCEPTED);
    assertThat(intake.reserved()).isZero();
  }

  @Test
  void asksAgainForWhatItDoesNotWaitForAnyMore() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    lead(new Unanswered(asked));
    CompletableFuture<Outcome> outcome = offer();
    asked.await();

    intake.close();

    assertThat(outcome.get()).isInstanceOf(Outcome.Retry.class);
    assertThat(offer().get()).isEqualTo(new Outcome.Retry("the agent is stopping", SOON));
  }

  @Test
  void leadsTheNextWayWhatFoundTheOneBeforeEnded() throws Exception {
    Passage next = passage(hop);
    intake.lead(
        new Passage(Map.of()) {
          @Override
          boolean take(Source source, Payload request, Consumer<Outcome> done) {
            intake.lead(next);
            return false;
          }
        });

    assertThat(offer().get()).isEqualTo(Outcome.ACCEPTED);
  }

  private void lead(Exporter exporter, Processor... processors) {
    intake.lead(passage(exporter, processors)).end(Duration.ZERO);
  }

  private static Passage passage(Exporter exporter, Processor... processors) {
    LongAdder items = new LongAdder();
    List<Chain.Link> links =
        List.of(processors).stream()
            .map(each -> new Chain.Link("p", each, new Throughput(items, items)))
            .toList();
    Demands demands =
        List.of(processors).stream().map(Demands::of).reduce(Demands.NONE, Demands::plus);
    ComponentId traces = ComponentId.of("traces");
    Passage.Branch branch =
        new Passage.Branch(
            new Plan.Route(
                traces, ComponentId.of("a"), Signal.TRACES, "", "traces.to.a", List.of()),
            new Chain("traces.to.a", Set.of("otlp"), links),
            exporter);
    var entrance = new Passage.Entrance(AdmissionControl.of(demands, Map.of()), List.of(branch));
    Map<Source, Passage.Entrance> entrances = Map.of(new Source(RECEIVER, Signal.TRACES), entrance);
    return new Passage(entrances);
  }

  private CompletableFuture<Outcome> offer() {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    intake.of(RECEIVER).offer(REQUEST, outcome::complete);
    return outcome;
  }

  /// The one outcome of a request, after which nothing is under way.
  private Outcome only() {
    List<Outcome> outcomes = new CopyOnWriteArrayList<>();
    intake.of(RECEIVER).offer(REQUEST, outcomes::add);
    intake.lead(new Passage(Map.of())).end(LIMIT);
    assertThat(intake.reserved()).isZero();
    assertThat(outcomes).hasSize(1);
    return outcomes.getFirst();
  }

  /// An exporter whose next hop never answers.
  private record Unanswered(CountDownLatch asked) implements Exporter {
    @Override
    public Delivery export(Payload payload) throws InterruptedException {
      asked.countDown();
      new CountDownLatch(1).await();
      return Delivery.DELIVERED;
    }

    @Override
    public DeliveryPolicy policy() {
      return new ScriptedExporter().policy();
    }
  }
}
