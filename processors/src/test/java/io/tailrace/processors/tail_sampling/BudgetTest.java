package io.tailrace.processors.tail_sampling;

import static io.tailrace.processors.tail_sampling.Trial.span;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.config.Proves;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Traces have ids from 1 on and come in this order.
class BudgetTest {
  @Test
  @Proves({
    "SharedPolicyConfig.rate_limiting",
    "RateLimitingConfig.spans_per_second",
    "RateLimitingConfig.burst_capacity"
  })
  void aBucketOfSpansIsFullAtFirstAndFillsWithTheTimeOfTheLog() {
    Trial trial = limited("rate_limiting: {spans_per_second: 2, burst_capacity: 3}", 1);
    trial.at(10_000).take(spans(1, 2)).take(spans(2, 2)).take(spans(3, 1));
    trial.at(10_499).take(spans(4, 1));
    trial.at(10_500).take(spans(5, 1));
    trial.at(60_000).take(spans(6, 4)).take(spans(7, 3));

    assertThat(trial.keptIds()).containsExactly(1L, 3L, 5L, 7L);
  }

  @Test
  void aBucketHoldsTwiceItsRateByDefault() {
    Trial trial = limited("rate_limiting: {spans_per_second: 2}", 1);

    assertThat(trial.take(spans(1, 5)).take(spans(2, 4)).take(spans(3, 1)).keptIds())
        .containsExactly(2L);
  }

  @Test
  @Proves({
    "SharedPolicyConfig.bytes_limiting",
    "BytesLimitingConfig.bytes_per_second",
    "BytesLimitingConfig.burst_capacity"
  })
  void aBucketOfBytesCountsThemAsTheCollectorDoes() {
    Trial measured = Trial.policy("type: always_sample").take(spans(1, 1));
    measured.at(40_000);
    long one = measured.decided.getFirst().bytes();
    assertThat(one).isEqualTo(bytesOfOneSpan());

    Trial exact =
        limited(
            "bytes_limiting: {bytes_per_second: %d, burst_capacity: %d}".formatted(one, one), 1);
    Trial short1 =
        limited(
            "bytes_limiting: {bytes_per_second: %d, burst_capacity: %d}".formatted(one, one - 1),
            1);
    exact.take(spans(1, 1)).take(spans(2, 1)).at(1_000).take(spans(3, 1));
    assertThat(exact.keptIds()).containsExactly(1L, 3L);
    assertThat(short1.take(spans(1, 1)).keptIds()).isEmpty();
  }

  /// Resource and scope are two bytes each, the span has four fields of ids and an empty status.
  private static long bytesOfOneSpan() {
    long span = 18 + 10 + 10 + 2;
    long scope = 2 + 2 + span;
    return 2 + 2 + scope;
  }

  @Test
  void partitionsHaveEqualSharesOfABucketRoundedUp() {
    Trial trial = limited("rate_limiting: {spans_per_second: 4, burst_capacity: 5}", 4);
    trial.take(spans(1, 3)).take(spans(2, 2)).at(999).take(spans(3, 1));
    trial.at(1_000).take(spans(4, 1));

    assertThat(trial.keptIds()).containsExactly(2L, 4L);
  }

  @Test
  @Proves({
    "PolicyConfig.composite",
    "CompositeConfig.max_total_spans_per_second",
    "CompositeConfig.composite_sub_policy",
    "CompositeConfig.rate_allocation",
    "CompositeSubPolicyConfig.and",
    "RateAllocationConfig.policy",
    "RateAllocationConfig.percent"
  })
  void theFirstPartThatSamplesDecidesWithinItsShareOfTheSecond() {
    Trial trial =
        composite(
            "[{name: s, type: and, and: {and_sub_policy: [{type: trace_flags}]}},"
                + " {name: t, type: always_sample}]",
            "[{policy: s, percent: 20}, {policy: t, percent: 30}]",
            1);
    trial.at(20_000).take(flagged(1)).take(flagged(2)).take(flagged(3));
    trial.take(spans(4, 2)).take(spans(5, 2)).take(spans(6, 1));
    trial.at(20_999).take(spans(7, 1));
    trial.at(21_000).take(spans(8, 3)).take(flagged(9));

    assertThat(trial.keptIds()).containsExactly(1L, 2L, 4L, 6L, 8L, 9L);
  }

  @Test
  void aShareOfZeroPercentIsThatOfAllPartsEquallyAndNoShareIsNothing() {
    Trial equal =
        composite(
            "[{name: s, type: trace_flags}, {name: t, type: always_sample}]",
            "[{policy: t, percent: 0}]",
            1);
    equal.take(flagged(1)).take(spans(2, 5)).take(spans(3, 1));

    assertThat(equal.keptIds()).containsExactly(2L);
  }

  @Test
  void whatDoesNotDivideAmongPartitionsIsHandedOutSecondBySecond() {
    Trial trial = composite("[{name: t, type: always_sample}]", "[{policy: t, percent: 30}]", 4);
    for (int second = 0; second < 8; second++) {
      trial.at(40_000L + 1_000 * second);
      trial.take(spans(10 + 2 * second, 1)).take(spans(11 + 2 * second, 1));
    }

    assertThat(trial.keptIds()).as("3 spans a second over 4 partitions, for 8 s").hasSize(6);
  }

  @Test
  void decisionsDoNotDependOnTheStepsInWhichTheyAreMade() {
    Trial often = limited("rate_limiting: {spans_per_second: 1, burst_capacity: 1}", 1);
    Trial once = limited("rate_limiting: {spans_per_second: 1, burst_capacity: 1}", 1);
    for (int i = 0; i < 30; i++) {
      often.at(500L * i).take(spans(i, 1));
      once.at(0);
    }
    for (int i = 0; i < 30; i++) {
      once.at(500L * i).take(spans(i, 1));
    }
    for (int time = 30_000; time < 60_000; time += 50) {
      often.at(time);
    }

    assertThat(often.keptIds()).hasSize(15).isEqualTo(once.keptIds());
  }

  @Test
  void budgetsGoOnInALaterLifeUnlessPoliciesChanged() {
    String policy = "rate_limiting: {spans_per_second: 1, burst_capacity: 5}";
    Trial first = limited(policy, 1).at(1_000).take(spans(1, 5)).at(40_000);
    Trial second = limited(policy, 1);
    second.undecided.restore(first.undecided.budgets());
    second.undecided.restore(new long[] {1, 2, 3, 4});

    assertThat(first.keptIds()).containsExactly(1L);
    assertThat(second.at(2_000).take(spans(2, 2)).take(spans(3, 1)).keptIds()).containsExactly(3L);
  }

  private static Trial limited(String block, int partitions) {
    String type = block.substring(0, block.indexOf(':'));
    return new Trial("policies: [{name: p, type: %s, %s}]".formatted(type, block), partitions);
  }

  private static Trial composite(String parts, String shares, int partitions) {
    return new Trial(
        """
        policies:
          - name: p
            type: composite
            composite:
              max_total_spans_per_second: 10
              composite_sub_policy: %s
              rate_allocation: %s
        """
            .formatted(parts, shares),
        partitions);
  }

  private static Span.Builder[] spans(int trace, int count) {
    return IntStream.range(0, count).mapToObj(_ -> span(trace)).toArray(Span.Builder[]::new);
  }

  private static Span.Builder[] flagged(int trace) {
    return List.of(span(trace).setFlags(1)).toArray(Span.Builder[]::new);
  }
}
