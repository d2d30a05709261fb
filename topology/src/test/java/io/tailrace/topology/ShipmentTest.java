package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.Batching;
import io.tailrace.component.Delivery;
import io.tailrace.component.DeliveryPolicy;
import io.tailrace.component.RetryConfig;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Proves;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

final class ShipmentTest {
  private final AtomicLong nanos = new AtomicLong();
  private final List<Duration> slept = new ArrayList<>();
  private final List<String> buried = new ArrayList<>();
  private final FakeMetrics metrics = new FakeMetrics();
  private double random = 0.5;

  @Test
  @Proves({
    "RetryConfig.initial_interval",
    "RetryConfig.multiplier",
    "RetryConfig.max_interval",
    "RetryConfig.randomization_factor"
  })
  void waitsLongerAndLongerBetweenRepetitions() throws Exception {
    RetryConfig retry = retry(true, Optional.empty());
    AtomicInteger calls = new AtomicInteger();
    ScriptedExporter exporter = new ScriptedExporter(retry);
    exporter.answer(
        _ ->
            calls.incrementAndGet() <= 4
                ? new Delivery.Retry("busy", Duration.ZERO)
                : Delivery.DELIVERED);

    ship(exporter, piece(0, 5));

    assertThat(slept)
        .containsExactly(
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofSeconds(30));
    random = 1;
    slept.clear();
    calls.set(3);
    ship(exporter, piece(5, 10));
    assertThat(slept).containsExactly(Duration.ofMillis(7500));
  }

  @Test
  void waitsAsLongAsTheBackendAsks() throws Exception {
    ScriptedExporter exporter = new ScriptedExporter(retry(true, Optional.empty()));
    AtomicInteger calls = new AtomicInteger();
    exporter.answer(
        _ ->
            calls.incrementAndGet() == 1
                ? new Delivery.Retry("busy", Duration.ofMinutes(2))
                : Delivery.DELIVERED);

    ship(exporter, piece(0, 5));

    assertThat(slept).containsExactly(Duration.ofMinutes(2));
  }

  @Test
  @Proves("RetryConfig.max_elapsed_time")
  void givesUpAfterTheTimeThatIsAllowed() throws Exception {
    ScriptedExporter exporter =
        new ScriptedExporter(retry(true, Optional.of(Duration.ofMinutes(1))));
    exporter.answer(_ -> new Delivery.Retry("busy", Duration.ZERO));

    Segment segment = ship(exporter, piece(0, 5));

    assertThat(buried).containsExactly("failed for 35 s: busy");
    assertThat(segment.isDone()).isTrue();
    assertThat(segment.tally().deadLettered()).isEqualTo(5);
  }

  @Test
  @Proves("RetryConfig.enabled")
  void doesNotRepeatWhatIsNotToBeRepeated() throws Exception {
    ScriptedExporter exporter = new ScriptedExporter(retry(false, Optional.empty()));
    exporter.answer(_ -> new Delivery.Retry("busy", Duration.ZERO));

    ship(exporter, piece(0, 5));

    assertThat(buried).containsExactly("failed for 0 s: busy");
    assertThat(slept).isEmpty();
  }

  @Test
  void countsOnceWhatHasBeenFailingForFiveMinutes() throws Exception {
    ScriptedExporter exporter = new ScriptedExporter(retry(true, Optional.empty()));
    AtomicInteger calls = new AtomicInteger();
    exporter.answer(
        _ -> calls.incrementAndGet() <= 30 ? new Delivery.Unreachable("401") : Delivery.DELIVERED);

    ship(exporter, piece(0, 5));

    assertThat(metrics.count("otelcol_exporter_send_failed_spans", "exporter", "sink"))
        .isEqualTo(5);
    assertThat(metrics.count("otelcol_exporter_sent_spans", "exporter", "sink")).isEqualTo(5);
    assertThat(buried).isEmpty();
  }

  @Test
  void countsWhatABackendLeavesOut() throws Exception {
    ScriptedExporter exporter = new ScriptedExporter(retry(true, Optional.empty()));
    exporter.answer(_ -> new Delivery.Partial(2, "too old"));

    Segment segment = ship(exporter, piece(0, 5));

    assertThat(segment.tally().exported()).isEqualTo(3);
    assertThat(segment.tally().refused()).isEqualTo(2);
    assertThat(buried).isEmpty();
  }

  @Test
  void treatsARequestThatFailsWhileOthersSucceedAsRefused() throws Exception {
    ScriptedExporter exporter = new ScriptedExporter(retry(true, Optional.empty()));
    Outlet outlet = outlet(exporter, false);
    exporter.answer(
        payload -> {
          boolean poison = Spans.numbers(List.of(payload)).contains(3);
          if (poison) {
            outlet.meter().sent(1);
          }
          return poison ? new Delivery.Retry("500", Duration.ZERO) : Delivery.DELIVERED;
        });
    Piece piece = piece(0, 8);

    new Shipment(outlet, List.of(piece)).run();

    assertThat(buried).containsExactly("fails while other requests succeed: 500");
    assertThat(piece.segment().tally().exported()).isEqualTo(7);
    assertThat(piece.segment().tally().deadLettered()).isEqualTo(1);
  }

  @Test
  @Proves("DeliveryConfig.when_full")
  void givesUpForLackOfRoomOnlyWhatMayExpire() throws Exception {
    ScriptedExporter exporter =
        new ScriptedExporter(policy(retry(true, Optional.empty()), 0, true));
    exporter.answer(_ -> new Delivery.Retry("busy", Duration.ZERO));
    Outlet outlet = outlet(exporter, false);
    outlet.expire(true);
    Piece piece = piece(0, 5);

    new Shipment(outlet, List.of(piece)).run();

    assertThat(piece.segment().tally().expired()).isEqualTo(5);
    Outlet keeping = outlet(new ScriptedExporter(), false);
    keeping.expire(true);
    assertThat(keeping.expiring()).isFalse();
  }

  @Test
  @Proves("DeliveryConfig.max_rate")
  void sendsNoFasterThanItMay() throws Exception {
    ScriptedExporter exporter =
        new ScriptedExporter(policy(retry(true, Optional.empty()), 10, false));
    Outlet outlet = outlet(exporter, false);

    new Shipment(outlet, List.of(piece(0, 5))).run();
    new Shipment(outlet, List.of(piece(5, 10))).run();

    assertThat(slept).containsExactly(Duration.ofMillis(500));
  }

  @Test
  void holdsThePositionUntilADeadLetterIsWritten() throws Exception {
    ScriptedExporter exporter = new ScriptedExporter(retry(true, Optional.empty()));
    exporter.answer(_ -> new Delivery.Refused("bad"));
    Piece piece = piece(0, 1);

    new Shipment(outlet(exporter, true), List.of(piece)).run();

    assertThat(slept).containsExactly(Duration.ofSeconds(5));
    assertThat(buried).containsExactly("bad");
  }

  private Segment ship(ScriptedExporter exporter, Piece piece) throws InterruptedException {
    new Shipment(outlet(exporter, false), List.of(piece)).run();
    return piece.segment();
  }

  private Outlet outlet(ScriptedExporter exporter, boolean failsFirst) {
    Plan.Route route =
        new Plan.Route(
            ComponentId.of("traces"),
            ComponentId.of("sink"),
            Signal.TRACES,
            "traces.raw",
            "traces.to.sink",
            List.of());
    Timing timing =
        new Timing(
            nanos::get,
            duration -> {
              slept.add(duration);
              nanos.addAndGet(duration.toNanos());
            },
            () -> random);
    AtomicInteger attempts = new AtomicInteger();
    DeadLetterSink letters =
        (_, reason, _) -> {
          if (failsFirst && attempts.getAndIncrement() == 0) {
            return false;
          }
          return buried.add(reason);
        };
    return new Outlet(
        route,
        new ExporterBackend(exporter),
        new Outlet.Tools(new ExportMeter(metrics, route), timing, ModelBytes::split, letters, 0));
  }

  private static Piece piece(int from, int to) {
    Segment segment =
        new Segment(new ConsumerRecord<>("traces.raw", 0, 0, new byte[0], new byte[0]));
    segment.open();
    return new Piece(segment, Spans.request(from, to), "");
  }

  private static RetryConfig retry(boolean enabled, Optional<Duration> most) {
    return new RetryConfig(enabled, Duration.ofSeconds(5), 0.5, 2, Duration.ofSeconds(30), most);
  }

  private static DeliveryPolicy policy(RetryConfig retry, double rate, boolean expire) {
    return new DeliveryPolicy(
        retry,
        4,
        Batching.UNSPECIFIED,
        4 << 20,
        rate,
        DeliveryPolicy.StartAt.NOW,
        expire ? DeliveryPolicy.WhenFull.EXPIRE : DeliveryPolicy.WhenFull.REFUSE);
  }
}
