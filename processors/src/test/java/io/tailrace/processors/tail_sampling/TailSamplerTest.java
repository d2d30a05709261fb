package io.tailrace.processors.tail_sampling;

import static io.tailrace.processors.tail_sampling.Trial.attribute;
import static io.tailrace.processors.tail_sampling.Trial.number;
import static io.tailrace.processors.tail_sampling.Trial.span;
import static io.tailrace.processors.tail_sampling.Trial.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.tailrace.component.sampling.TraceSampler;
import io.tailrace.component.sampling.Undecided;
import io.tailrace.component.sampling.Vote;
import io.tailrace.config.Proves;
import io.tailrace.model.MalformedTelemetry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TailSamplerTest {
  private static final String FLAGS = "policies: [{name: p, type: trace_flags}]\n";

  @Test
  @Proves({"TailSamplingConfig.decision_wait", "SharedPolicyConfig.name"})
  void decidesOnceTheWaitAfterTheFirstSpanIsOver() {
    Trial trial = new Trial("decision_wait: 5s\n" + FLAGS);
    trial.at(1_000).take(span()).at(3_000).take(span().setFlags(1));

    assertThat(trial.undecided.due()).isEqualTo(6_000);
    assertThat(trial.at(5_999).decided).isEmpty();
    assertThat(trial.at(6_000).decided)
        .singleElement()
        .satisfies(
            trace -> {
              assertThat(trace.cause()).isEqualTo("p");
              assertThat(trace.firstOffset()).isZero();
              assertThat(trace.lastOffset()).isEqualTo(1);
              assertThat(trace.spans()).isEqualTo(2);
            });
    assertThat(trial.undecided.due()).isEqualTo(Long.MAX_VALUE);
    assertThat(trial.undecided.firstOffset()).isEqualTo(Undecided.NONE);
    assertThat(trial.sampler.decisionWait()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  @Proves("TailSamplingConfig.decision_wait_after_root_received")
  void aRootMakesATraceDueEarlierButNotBeforeOlderOnes() {
    Trial trial = new Trial("decision_wait: 10s\ndecision_wait_after_root_received: 2s\n" + FLAGS);
    trial.at(0).take(span(1)).at(1_000).take(span(2)).at(2_000).take(root(2));
    trial.at(4_000).take(span(2).setFlags(1));

    assertThat(trial.decided).isEmpty();
    assertThat(trial.undecided.late(false, 1)).isZero();
    assertThat(trial.at(10_000).decided).extracting(Oracle.Decided::spans).containsExactly(1, 2);
    assertThat(trial.decided).noneMatch(Oracle.Decided::kept);
    assertThat(trial.undecided.late(false, trial.sampler.policies())).isEqualTo(1);
  }

  @Test
  @Proves("TailSamplingConfig.maximum_trace_size_bytes")
  void aTraceThatIsTooLargeIsDroppedWhateverPoliciesSay() {
    Trial trial =
        new Trial("maximum_trace_size_bytes: 90\npolicies: [{name: p, type: always_sample}]");
    trial.take(span(1)).take(span(1)).take(span(1)).take(span(2));

    assertThat(trial.outcomes())
        .containsEntry(1L, "dropped _too_large")
        .containsEntry(2L, "kept p");
    assertThat(trial.decided.getFirst().spans()).as("evidence").isEqualTo(2);
    assertThat(trial.undecided.late(false, trial.sampler.causes().indexOf(TraceSampler.TOO_LARGE)))
        .isPositive();
  }

  @Test
  void lateSpansFollowTheDecision() {
    Trial trial = new Trial(FLAGS);
    trial.take(span(1).setFlags(1)).take(span(2)).at(30_000);
    trial.take(span(1)).take(span(1), span(2).setFlags(1));

    assertThat(trial.undecided.late(true, 0)).isEqualTo(2);
    assertThat(trial.undecided.late(false, 1)).isEqualTo(1);
    assertThat(trial.undecided.traces()).isZero();
  }

  @Test
  void aDroppedTraceIsKnownByTheLowHalfOfItsIdAndAKeptOneByAll() {
    Trial trial = new Trial(FLAGS);
    trial.undecided.remember(7, 1, true, 0);
    trial.undecided.remember(7, 2, false, 1);
    trial.take(span(1), span(2));

    assertThat(trial.undecided.traces()).as("0…01 is another one than 7…01").isEqualTo(1);
    assertThat(trial.undecided.late(false, 1)).isEqualTo(1);
  }

  @Test
  void forgetsSlicesAfterTenMinutes() {
    Trial trial = new Trial(FLAGS);
    trial.take(span(1)).at(30_000);
    trial.undecided.seal(5, 30_000);
    assertThat(trial.undecided.forget(629_999)).isZero();
    trial.at(629_999).take(span(1));
    assertThat(trial.undecided.traces()).isZero();
    assertThat(trial.undecided.forget(630_000)).isEqualTo(5);
    assertThat(trial.undecided.forget(630_001)).isEqualTo(5);
    trial.take(span(1));
    assertThat(trial.undecided.traces()).isEqualTo(1);
  }

  @Test
  @Proves({
    "TailSamplingConfig.decision_cache",
    "DecisionCacheConfig.sampled_cache_size",
    "DecisionCacheConfig.non_sampled_cache_size"
  })
  void remembersNoMoreThanTheCacheHolds() {
    String cache = "decision_cache: {sampled_cache_size: 4, non_sampled_cache_size: 2}\n";
    Trial trial = new Trial(cache + FLAGS, 2);
    for (int i = 1; i <= 3; i++) {
      trial.undecided.remember(0, i, true, 0);
      trial.undecided.seal(i, 0);
    }
    assertThat(trial.undecided.forget(0)).as("two of four are this partition's").isEqualTo(1);
    trial.undecided.remember(0, 11, false, 1);
    trial.undecided.seal(11, 0);
    assertThat(trial.undecided.forget(0)).isEqualTo(1);
    trial.undecided.remember(0, 12, false, 1);
    trial.undecided.seal(12, 0);
    assertThat(trial.undecided.forget(0)).as("slices go in their order").isEqualTo(11);
    trial.take(span(1), span(3), span(11), span(12));
    assertThat(trial.undecided.traces()).isEqualTo(3);
  }

  @Test
  void aLaterLifeForgetsWhatTheOneBeforeHadForgotten() {
    Trial trial = new Trial(FLAGS);
    trial.undecided.remember(0, 1, true, 0);
    trial.undecided.seal(10, 0);
    trial.undecided.remember(0, 2, true, 0);
    trial.undecided.seal(20, 0);
    trial.undecided.forgetUpTo(10);
    trial.take(span(1), span(2));

    assertThat(trial.undecided.traces()).isEqualTo(1);
    assertThat(trial.undecided.late(true, 0)).isEqualTo(1);
    assertThat(trial.undecided.forget(0)).isEqualTo(10);
  }

  @Test
  @Proves("TailSamplingConfig.sampling_strategy")
  void atIngestTheFirstFinalAnswerHoldsAndBatchesAreJudgedAlone() {
    String counts =
        "policies: [{name: p, type: and, and: {and_sub_policy: ["
            + "{type: trace_flags}, {type: status_code, status_code: {status_codes: [ERROR]}}]}}]";
    Trial complete = new Trial(counts);
    Trial ingest = new Trial("sampling_strategy: span-ingest\n" + counts);
    for (Trial trial : List.of(complete, ingest)) {
      trial.take(span(1).setFlags(1)).take(error(1)).take(error(2).setFlags(1)).take(span(2));
    }

    assertThat(complete.keptIds()).containsExactly(1L, 2L);
    assertThat(ingest.keptIds()).containsExactly(2L);
    assertThat(ingest.decided.getLast().spans()).isEqualTo(1);
    assertThat(ingest.undecided.late(true, 0)).isEqualTo(1);
  }

  @Test
  @Proves({"PolicyConfig.drop", "DropConfig.drop_sub_policy"})
  void whatIsDroppedIsDroppedWhateverOthersSay() {
    Trial trial =
        new Trial(
            "policies: [{name: all, type: always_sample}, {name: no, type: drop, drop:"
                + " {drop_sub_policy: [{type: trace_flags}]}}]");
    trial.take(span(1).setFlags(1), span(2));

    assertThat(trial.outcomes()).containsEntry(1L, "dropped no").containsEntry(2L, "kept all");
    assertThat(trial.decided.getFirst().votes())
        .containsEntry("all", Vote.NOT_ASKED)
        .containsEntry("no", Vote.DROPPED);
  }

  @Test
  @Proves("TailSamplingConfig.sample_on_first_match")
  void policiesBehindTheFirstThatSamplesNeedNotBeAsked() {
    String two =
        "policies: [{name: a, type: always_sample}, {name: b, type: rate_limiting,"
            + " rate_limiting: {spans_per_second: 1}}]";
    Trial all = new Trial(two).take(span());
    Trial first = new Trial("sample_on_first_match: true\n" + two).take(span());
    long[] full = first.undecided.budgets();

    assertThat(all.kept()).isTrue();
    assertThat(first.kept()).isTrue();
    assertThat(all.decided.getFirst().votes()).containsEntry("b", Vote.SAMPLED);
    assertThat(first.decided.getFirst().votes()).containsEntry("b", Vote.NOT_ASKED);
    assertThat(first.undecided.budgets()[2]).as("tokens").isEqualTo(full[2]);
  }

  @Test
  void namesWhatCanDecideAndHowManyEachStandsFor() {
    TraceSampler sampler =
        new Trial(
                """
                policies:
                  - {name: a, type: always_sample}
                  - {name: b, type: probabilistic, probabilistic: {sampling_percentage: 4}}
                  - name: c
                    type: and
                    and:
                      and_sub_policy:
                        - {type: probabilistic, probabilistic: {sampling_percentage: 50}}
                        - {type: probabilistic, probabilistic: {sampling_percentage: 25}}
                        - {type: probabilistic, probabilistic: {sampling_percentage: 50, hash_salt: x}}
                        - {type: string_attribute, string_attribute: {key: k, values: [v]}}
                  - name: d
                    type: not
                    not: {not_sub_policy: {type: probabilistic, probabilistic: {sampling_percentage: 75}}}
                """)
            .sampler;

    assertThat(sampler.causes()).containsExactly("a", "b", "c", "d", "_none", "_too_large");
    assertThat(sampler.policies()).isEqualTo(4);
    assertThat(List.of(0, 1, 2, 3, 4, 5).stream().map(sampler::adjustedCount))
        .containsExactly(1.0, 25.0, 8.0, 4.0, 1.0, 1.0);
    assertThat(sampler.reads().attributes()).containsExactly("k");
  }

  @Test
  void theVersionChangesWithWhatDecidesAndWithNothingElse() {
    String version = new Trial(FLAGS).sampler.version();

    assertThat(new Trial("num_traces: 7\n" + FLAGS).sampler.version()).isEqualTo(version);
    assertThat(new Trial("decision_wait: 7s\n" + FLAGS).sampler.version()).isNotEqualTo(version);
    assertThat(new Trial("sample_on_first_match: true\n" + FLAGS).sampler.version())
        .isNotEqualTo(version);
    assertThat(new Trial("policies: [{name: p, type: always_sample}]").sampler.version())
        .isNotEqualTo(version);
  }

  @Test
  void malformedBytesChangeNothing() {
    Trial trial = new Trial(FLAGS);
    byte[] good =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .addScopeSpans(
                        io.opentelemetry.proto.trace.v1.ScopeSpans.newBuilder()
                            .addSpans(span(1).setFlags(1))
                            .addSpans(span(2))))
            .build()
            .toByteArray();
    trial.take(span(1));
    for (int length = 1; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> trial.undecided.take(cut, 9, 0))
          .isInstanceOf(MalformedTelemetry.class);
    }

    assertThat(trial.undecided.traces()).isEqualTo(1);
    assertThat(trial.undecided.spans()).isEqualTo(1);
    assertThat(trial.kept()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 15, 16, 20})
  void idsOfAnyLengthAreTold(int length) {
    Trial trial = new Trial(FLAGS);
    byte[] id = new byte[length];
    Arrays.fill(id, (byte) 1);
    trial.take(span().setTraceId(ByteString.copyFrom(id)).setFlags(1));

    assertThat(trial.kept()).isTrue();
    assertThat(trial.decided.getFirst().id().chars().filter(c -> c == '1').count())
        .isEqualTo(Math.min(16, length));
  }

  @Test
  void tenThousandAttributesAreLookedThrough() {
    Trial trial =
        new Trial(
            "policies: [{name: p, type: numeric_attribute,"
                + " numeric_attribute: {key: k9999, min_value: 9999}}]");
    Span.Builder span = span();
    for (int i = 0; i < 10_000; i++) {
      span.addAttributes(attribute("k" + i, number(i)));
    }

    assertThat(trial.take(span).kept()).isTrue();
  }

  @Test
  void tellsOfATraceWhatItsSpansShow() {
    Trial trial = new Trial(FLAGS);
    for (int i = 1; i <= 10; i++) {
      trial.take(service("s" + i), error(1));
    }
    trial.take(service("s1"), root(1).setName("GET /"));
    trial.at(40_000);

    assertThat(trial.decided)
        .singleElement()
        .satisfies(
            trace -> {
              assertThat(trace.root()).hasValue("GET /");
              assertThat(trace.rootService()).isEqualTo("s1");
              assertThat(trace.services())
                  .containsExactly("s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8");
              assertThat(trace.spans()).isEqualTo(11);
              assertThat(trace.errors()).isEqualTo(10);
            });
  }

  @Test
  void namesBeyondTheDictionaryAreCalledOther() {
    Trial trial = new Trial(FLAGS);
    for (int i = 0; i < Texts.MOST; i++) {
      trial.take(service("service " + i), span(1));
    }
    trial.take(service("x".repeat(1_000_000)), span(2)).take(service("service 0"), span(3));
    trial.at(40_000);

    assertThat(trial.decided.get(1).services()).containsExactly("_other");
    assertThat(trial.decided.get(2).services()).containsExactly("service 0");
  }

  private static Span.Builder root(long trace) {
    return span(trace).clearParentSpanId();
  }

  private static Span.Builder error(long trace) {
    return span(trace).setStatus(Status.newBuilder().setCodeValue(2));
  }

  private static ResourceSpans.Builder service(String name) {
    return ResourceSpans.newBuilder()
        .setResource(Resource.newBuilder().addAttributes(attribute("service.name", text(name))));
  }
}
