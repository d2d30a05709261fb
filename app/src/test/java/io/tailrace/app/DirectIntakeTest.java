package io.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.Batching;
import io.tailrace.component.Delivery;
import io.tailrace.component.DeliveryPolicy;
import io.tailrace.component.Exporter;
import io.tailrace.component.Outcome;
import io.tailrace.component.Payload;
import io.tailrace.component.RetryConfig;
import io.tailrace.model.Signal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DirectIntakeTest {
  private static final Payload REQUEST = Payload.of(Signal.TRACES, new byte[] {10, 0}, 1);

  @Test
  void answersWhatTheNextHopAnswered() throws Exception {
    assertThat(answer(_ -> Delivery.DELIVERED)).isEqualTo(Outcome.ACCEPTED);
    assertThat(answer(_ -> new Delivery.Refused("no"))).isEqualTo(new Outcome.Refused("no"));
    assertThat(answer(_ -> new Delivery.Partial(2, "two")))
        .isEqualTo(new Outcome.Partial(2, "two"));
    assertThat(answer(_ -> new Delivery.Unreachable("401"))).isInstanceOf(Outcome.Retry.class);
    assertThat(answer(_ -> new Delivery.Retry("busy", Duration.ofSeconds(7))))
        .isEqualTo(new Outcome.Retry("busy", Duration.ofSeconds(7)));
  }

  @Test
  void asksAgainWhileOneOfSeveralHopsMayStillTakeIt() throws Exception {
    assertThat(answer(_ -> new Delivery.Refused("no"), _ -> new Delivery.Retry("x", Duration.ZERO)))
        .isInstanceOf(Outcome.Retry.class);
  }

  @Test
  void ignoresPipelinesOfOtherSignals() throws Exception {
    try (DirectIntake intake =
        new DirectIntake(
            List.of(route(Signal.LOGS, _ -> new Delivery.Refused("not for me"))), 100)) {
      assertThat(offer(intake).get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.ACCEPTED);
    }
  }

  @Test
  void refusesWhileTooMuchIsUnderWay() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    Sender slow =
        _ -> {
          open.await();
          return Delivery.DELIVERED;
        };
    try (DirectIntake intake = new DirectIntake(List.of(route(Signal.TRACES, slow)), 3)) {
      CompletableFuture<Outcome> first = offer(intake);
      assertThat(offer(intake).get(10, TimeUnit.SECONDS)).isInstanceOf(Outcome.Overloaded.class);
      open.countDown();
      assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.ACCEPTED);
    }
  }

  private static Outcome answer(Sender... senders) throws Exception {
    List<DirectIntake.Route> routes =
        List.of(senders).stream().map(sender -> route(Signal.TRACES, sender)).toList();
    try (DirectIntake intake = new DirectIntake(routes, 100)) {
      return offer(intake).get(10, TimeUnit.SECONDS);
    }
  }

  private static CompletableFuture<Outcome> offer(DirectIntake intake) {
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    intake.offer(REQUEST, answer::complete);
    return answer;
  }

  private static DirectIntake.Route route(Signal signal, Sender sender) {
    return new DirectIntake.Route(signal, List.of(), List.of(sender));
  }

  /// An exporter that is nothing but its answer.
  private interface Sender extends Exporter {
    @Override
    default DeliveryPolicy policy() {
      return new DeliveryPolicy(
          RetryConfig.DEFAULT,
          1,
          Batching.UNSPECIFIED,
          1,
          0,
          DeliveryPolicy.StartAt.NOW,
          DeliveryPolicy.WhenFull.REFUSE);
    }
  }
}
