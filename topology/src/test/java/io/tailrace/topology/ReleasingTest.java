package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.component.Payload;
import io.tailrace.config.ComponentId;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeMetrics;
import io.tailrace.topology.decisions.Account;
import io.tailrace.topology.decisions.Decision;
import io.tailrace.topology.decisions.TraceIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

final class ReleasingTest {
  private static final List<String> CAUSES = List.of("policy", "_none", "_too_large");

  private final List<Releasing.Released> released = new ArrayList<>();

  @Test
  void letsNothingPassAboutWhichNotEverythingIsDecided() {
    Releasing releasing = after(Releasing.Mark.NONE, slice(0, 10, 12, 0, 3));

    release(releasing, 9, 3);

    assertThat(numbers()).containsExactly(3);
    assertThatThrownBy(() -> release(releasing, 10, 3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("comes before the decisions about it, which end at 10");
  }

  @Test
  void waitsForAllPartsOfASlice() {
    Releasing releasing = after(Releasing.Mark.NONE, slice(0, 10, 10, 0));
    releasing.learn(slice(10, 20, 20, 0, 1).part(0, 2, ids(1), new TraceIds()));

    assertThatThrownBy(() -> release(releasing, 15, 1)).isInstanceOf(IllegalStateException.class);

    releasing.learn(slice(10, 20, 20, 0, 2).part(1, 2, ids(2), new TraceIds()));
    release(releasing, 15, 1, 2, 3);
    assertThat(numbers()).containsExactly(1, 2);
  }

  @Test
  void ignoresSlicesThatDoNotGoOnWhereItIs() {
    Releasing releasing = after(Releasing.Mark.NONE, slice(0, 10, 10, 0));

    releasing.learn(slice(30, 40, 40, 0, 5));

    assertThatThrownBy(() -> release(releasing, 12, 5)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void forgetsWhereTheDecisionsSay() {
    Releasing releasing =
        after(
            Releasing.Mark.NONE,
            slice(0, 10, 12, 0, 1),
            slice(10, 20, 22, 10, 2),
            slice(20, 40, 40, 10));

    release(releasing, 21, 1, 2);
    release(releasing, 22, 1, 2);

    assertThat(numbers()).as("1 is forgotten from offset 22 on").containsExactly(1, 2, 2);
  }

  @Test
  void writesNothingAgainThatTheOutputHas() {
    Releasing releasing =
        after(new Releasing.Mark(5, 1, 70, java.util.Map.of()), slice(0, 10, 10, 0, 1, 2));

    release(releasing, 4, 1);
    release(releasing, 5, 2);
    release(releasing, 6, 1, 2);

    assertThat(numbers()).containsExactly(1, 2);
    assertThat(header(Headers.SOURCE)).isEqualTo("6.1");
    assertThat(header(Headers.TOTAL)).isEqualTo("72");
    assertThat(header(Headers.ITEMS)).isEqualTo("2");
  }

  private String header(String key) {
    return Headers.text(new RecordHeaders(released.getLast().headers()), key).orElseThrow();
  }

  private Releasing after(Releasing.Mark done, Decision.Slice... slices) {
    KeptTraces kept = new KeptTraces();
    FakeMetrics metrics = new FakeMetrics();
    Plan.Route route =
        new Plan.Route(
            ComponentId.of("traces"),
            new ComponentId(Plan.RELEASE, "tail_sampling"),
            Signal.TRACES,
            "traces.raw",
            "group",
            List.of());
    Chain chain =
        new Chain(
            "group",
            Set.of("otlp"),
            List.of(
                new Chain.Link(
                    Releasing.NOT_COUNTED,
                    new KeepSpans(kept, List.of()),
                    new Throughput(metrics.counter("in", ""), metrics.counter("out", "")))));
    return new Releasing(
        new Gate(route, List.of(chain), List.of()),
        new FailedSpans(Optional.empty()),
        kept,
        CAUSES,
        "writer",
        new DecisionHistory(List.of(slices)),
        done);
  }

  private static Decision.Slice slice(
      long previous, long watermark, long position, long forgotten, int... kept) {
    return new Decision.Slice(
        previous,
        watermark,
        position,
        0,
        1,
        new Decision.Times(1000, 900, -1),
        forgotten,
        "v",
        CAUSES,
        ids(kept),
        new TraceIds(),
        Account.beginning(0, 0),
        List.of());
  }

  /// The ids that the spans of tests have by their numbers.
  private static TraceIds ids(int... numbers) {
    TraceIds ids = new TraceIds();
    for (int number : numbers) {
      ids.add(number * 0x9E3779B97F4A7C15L, number, 0);
    }
    return ids;
  }

  private void release(Releasing releasing, long offset, int... numbers) {
    byte[] value = {};
    for (int number : numbers) {
      byte[] more = Spans.request(number, number + 1).otlp();
      byte[] joined = java.util.Arrays.copyOf(value, value.length + more.length);
      System.arraycopy(more, 0, joined, value.length, more.length);
      value = joined;
    }
    RecordHeaders headers = new RecordHeaders();
    headers.add(Headers.RECEIVER, Headers.text("otlp"));
    headers.add(Headers.ITEMS, Headers.number(numbers.length));
    releasing.release(
        new ConsumerRecord<>(
            "traces.raw",
            0,
            offset,
            0,
            TimestampType.LOG_APPEND_TIME,
            0,
            value.length,
            new byte[0],
            value,
            headers,
            Optional.empty()),
        released::add);
  }

  private List<Integer> numbers() {
    return Spans.numbers(
        released.stream().map(each -> Payload.of(Signal.TRACES, each.otlp(), 0)).toList());
  }
}
