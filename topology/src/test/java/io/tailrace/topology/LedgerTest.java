package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.Client;
import io.tailrace.component.Origins;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Proves;
import io.tailrace.model.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

final class LedgerTest {
  private static final TopicPartition PARTITION = new TopicPartition("traces.raw", 0);
  private static final ComponentId OTLP = ComponentId.of("otlp");
  private static final Plan.Route ROUTE =
      new Plan.Route(
          ComponentId.of("traces"),
          ComponentId.of("sink"),
          Signal.TRACES,
          "traces.raw",
          "traces.to.sink",
          List.of(new Plan.Path(Set.of(OTLP), List.of())));

  @Test
  void survivesAsTextWhatWasCounted() {
    Tally tally =
        Tally.received(10)
            .plus(Tally.left(Tally.Exit.EXPORTED, 5))
            .plus(Tally.left(Tally.Exit.DEAD_LETTERED, 1))
            .plus(Tally.left(Tally.Exit.REFUSED, 1))
            .plus(Tally.left(Tally.Exit.EXPIRED, 1))
            .plus(Tally.filtered("filter/a", 2))
            .plus(Tally.ZERO.beginningAt(7));

    assertThat(Tally.decode(tally.encode())).isEqualTo(tally);
    assertThat(tally.imbalance()).isZero();
    assertThat(Tally.decode("something else")).isEqualTo(Tally.ZERO);
  }

  @Test
  void fitsIntoTheMetadataOfACommit() {
    Tally tally = Tally.ZERO;
    for (int i = 0; i < 500; i++) {
      tally = tally.plus(Tally.filtered("filter/with-a-long-name-" + i, 1));
    }

    assertThat(tally.encode().length()).isLessThan(4096);
    assertThat(Tally.decode(tally.encode()).filteredSum()).isEqualTo(500);
  }

  @Test
  void whatWasWrittenAndNotReadIsInFlight() {
    Ledger.Row row =
        row(new OffsetAndMetadata(3, Tally.received(10).plus(exported(10)).encode()), 25);

    assertThat(row.inFlight()).isEqualTo(15);
    assertThat(row.balanced()).isTrue();
  }

  @Test
  void whatWasWrittenAndNeverReadIsMissing() {
    Ledger.Row row =
        row(new OffsetAndMetadata(9, Tally.received(10).plus(exported(10)).encode()), 25);

    assertThat(row.inFlight()).isZero();
    assertThat(row.imbalance()).isEqualTo(15);
  }

  @Test
  void complainsOnceAboutEachImbalance() {
    Ledger good = new Ledger(List.of(row(new OffsetAndMetadata(9, ""), 0)), List.of());
    Ledger bad =
        new Ledger(List.of(row(new OffsetAndMetadata(9, exported(1).encode()), 0)), List.of());
    Ledger worse =
        new Ledger(List.of(row(new OffsetAndMetadata(9, exported(2).encode()), 0)), List.of());

    assertThat(good.faultsSince(new Ledger(List.of(), List.of()))).isEmpty();
    assertThat(bad.faultsSince(good)).hasSize(1);
    assertThat(bad.faultsSince(bad)).isEmpty();
    assertThat(worse.faultsSince(bad)).hasSize(1);
  }

  @Test
  void remembersWhoSentWhat() {
    Origins origins =
        new Origins(
            List.of(
                new Origins.Run(0, Client.at("10.0.0.1")),
                new Origins.Run(
                    3,
                    new Client(
                        "10.0.0.2", Map.of("x", List.of("1", "2")), Map.of("subject", "me")))));
    RecordHeaders headers = new RecordHeaders();
    headers.add(Headers.ORIGINS, OriginsCodec.encode(origins));

    assertThat(OriginsCodec.decode(headers)).isEqualTo(origins);
    assertThat(OriginsCodec.decode(new RecordHeaders())).isEqualTo(Origins.UNKNOWN);
  }

  @Test
  void refusesATopicWhoseSettingsWouldLoseTelemetry() {
    TopicSpec spec = TopicSpec.telemetry("t", 4, false, OptionalInt.of(64 << 20));

    assertThat(spec.unfit(spec.settings())).isEmpty();
    assertThat(spec.unfit(Map.of("cleanup.policy", "compact", "max.message.bytes", "1000")))
        .hasValueSatisfying(
            problem ->
                assertThat(problem)
                    .contains("cleanup.policy=compact")
                    .contains("kafka-configs.sh")
                    .contains("max.message.bytes=9437184"));
  }

  @Test
  @Proves("TopicsConfig.retention_size")
  void refusesBeforeTheTopicsAreFull() {
    Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:1"));
    TopicSizes sizes = new TopicSizes(admin, "t", 1000);
    sizes.seen(940);
    assertThat(sizes.refusal()).isEmpty();
    sizes.seen(960);
    assertThat(sizes.refusal()).isPresent();
    sizes.seen(920);
    assertThat(sizes.refusal()).isPresent();
    sizes.seen(890);
    assertThat(sizes.refusal()).isEmpty();
    admin.close(Duration.ZERO);
  }

  private static Tally exported(long items) {
    return Tally.left(Tally.Exit.EXPORTED, items);
  }

  private static Ledger.Row row(OffsetAndMetadata commit, long written) {
    return Auditor.row(
        Planned.begin(ROUTE, Map.of(), 0),
        Map.of(PARTITION, commit),
        List.of(Map.of(PARTITION, new WriterBooks.Page(8, Map.of(OTLP, written)))));
  }
}
