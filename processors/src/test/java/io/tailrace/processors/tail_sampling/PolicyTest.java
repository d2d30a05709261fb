package io.tailrace.processors.tail_sampling;

import static io.tailrace.processors.tail_sampling.Trial.attribute;
import static io.tailrace.processors.tail_sampling.Trial.flag;
import static io.tailrace.processors.tail_sampling.Trial.from;
import static io.tailrace.processors.tail_sampling.Trial.lasting;
import static io.tailrace.processors.tail_sampling.Trial.number;
import static io.tailrace.processors.tail_sampling.Trial.policy;
import static io.tailrace.processors.tail_sampling.Trial.span;
import static io.tailrace.processors.tail_sampling.Trial.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Status;
import io.tailrace.config.Proves;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Proves({"TailSamplingConfig.policies", "SharedPolicyConfig.type"})
class PolicyTest {
  @Test
  void alwaysSampleKeepsAll() {
    assertThat(policy("type: always_sample").take(span()).kept()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"99, 0, true", "100, 0, false", "50, 100, true", "50, 99, false", "99, 100, true"})
  @Proves({
    "SharedPolicyConfig.latency",
    "LatencyConfig.threshold_ms",
    "LatencyConfig.upper_threshold_ms"
  })
  void latencyIsMoreThanTheThresholdAndAtMostTheUpperOne(int over, int upTo, boolean kept) {
    String latency =
        "type: latency, latency: {threshold_ms: %d, upper_threshold_ms: %d}".formatted(over, upTo);
    assertThat(policy(latency).take(lasting(100)).kept()).isEqualTo(kept);
    assertThat(policy(latency).take(from(1000, 1), from(1099, 1)).kept()).isEqualTo(kept);
  }

  @Test
  void latencyIsInWholeMilliseconds() {
    Trial trial = policy("type: latency, latency: {threshold_ms: 100}");
    assertThat(trial.take(lasting(100).setEndTimeUnixNano(5_100_999_999L)).kept()).isFalse();
  }

  @Test
  void anUpperThresholdIsMetWhenItWasMetAtSomeMoment() {
    String latency = "type: latency, latency: {threshold_ms: 10, upper_threshold_ms: 100}";
    assertThat(policy(latency).take(lasting(50)).take(lasting(500)).kept()).isTrue();
    assertThat(policy(latency).take(lasting(500)).take(lasting(50)).kept()).isFalse();
  }

  @Test
  void aStartOfZeroIsForgottenWhenAnotherComes() {
    String latency = "type: latency, latency: {threshold_ms: 10, upper_threshold_ms: 100}";
    assertThat(policy(latency).take(from(0, 5000)).take(from(4950, 50)).kept()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "min_value: 5, 5, true",
    "min_value: 6, 5, false",
    "max_value: 5, 5, true",
    "max_value: 4, 5, false",
    "'min_value: -5, max_value: -1', -3, true",
    "'min_value: -5, max_value: -1', 0, false",
    "'min_value: 0, max_value: 5', -3, true",
    "'min_value: 5, invert_match: true', 5, false",
    "'min_value: 6, invert_match: true', 5, true",
  })
  @Proves({
    "SharedPolicyConfig.numeric_attribute",
    "NumericAttributeConfig.key",
    "NumericAttributeConfig.min_value",
    "NumericAttributeConfig.max_value",
    "NumericAttributeConfig.invert_match"
  })
  void aNumberIsWithinBothBoundsWhereZeroIsNone(String bounds, long value, boolean kept) {
    String policy = "type: numeric_attribute, numeric_attribute: {key: k, %s}".formatted(bounds);
    assertThat(policy(policy).take(span().addAttributes(attribute("k", number(value)))).kept())
        .isEqualTo(kept);
    assertThat(policy(policy).take(resource("k", number(value)), span()).kept()).isEqualTo(kept);
  }

  @Test
  void anAttributeOfAnotherTypeIsTheNumberZero() {
    String policy = "type: numeric_attribute, numeric_attribute: {key: k, max_value: 5}";
    assertThat(policy(policy).take(span().addAttributes(attribute("k", text("9")))).kept())
        .isTrue();
    assertThat(
            policy(policy)
                .take(span().addAttributes(attribute("k", AnyValue.newBuilder().setDoubleValue(9))))
                .kept())
        .isTrue();
    assertThat(policy(policy).take(span().addAttributes(attribute("j", text("9")))).kept())
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'values: [GET, POST]', POST, true",
    "'values: [GET, POST]', POS, false",
    "'values: [\"\"]', '', false",
    "'values: [GET], invert_match: true', GET, false",
    "'values: [GET], invert_match: true', POST, true",
    "'values: [O, x], enabled_regex_matching: true', POST, true",
    "'values: [\"^O\"], enabled_regex_matching: true', POST, false",
    "'values: [\"(?i)post$\"], enabled_regex_matching: true', POST, true",
    "'values: [\"P.*\"], enabled_regex_matching: true, invert_match: true', POST, false",
  })
  @Proves({
    "SharedPolicyConfig.string_attribute",
    "StringAttributeConfig.key",
    "StringAttributeConfig.values",
    "StringAttributeConfig.enabled_regex_matching",
    "StringAttributeConfig.invert_match"
  })
  void aTextIsOneOfTheValuesOrFoundByAnExpression(String rest, String value, boolean kept) {
    String policy = "type: string_attribute, string_attribute: {key: k, %s}".formatted(rest);
    assertThat(policy(policy).take(span().addAttributes(attribute("k", text(value)))).kept())
        .isEqualTo(kept);
    assertThat(policy(policy).take(resource("k", text(value)), span()).kept()).isEqualTo(kept);
  }

  @Test
  void anExpressionIsAskedAboutEmptyTextsOfResourcesOnly() {
    String policy =
        "type: string_attribute,"
            + " string_attribute: {key: k, values: ['^$'], enabled_regex_matching: true}";
    assertThat(policy(policy).take(span().addAttributes(attribute("k", text("")))).kept())
        .isFalse();
    assertThat(policy(policy).take(resource("k", text("")), span()).kept()).isTrue();
    assertThat(policy(policy).take(resource("k", number(3)), span()).kept()).isTrue();
  }

  @Test
  void anInvertedMatchNeedsThatNothingOfTheTraceMatches() {
    String policy =
        "type: string_attribute," + " string_attribute: {key: k, values: [x], invert_match: true}";
    assertThat(policy(policy).take(span()).kept()).isTrue();
    assertThat(policy(policy).take(span(), span().addAttributes(attribute("k", text("x")))).kept())
        .isFalse();
  }

  @Test
  void ofSeveralAttributesWithAKeyTheFirstCounts() {
    String policy = "type: string_attribute, string_attribute: {key: k, values: [x]}";
    var first = attribute("k", text("x"));
    var second = attribute("k", text("y"));
    assertThat(policy(policy).take(span().addAttributes(first).addAttributes(second)).kept())
        .isTrue();
    assertThat(policy(policy).take(span().addAttributes(second).addAttributes(first)).kept())
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'value: true', true, true",
    "'value: true', false, false",
    "'value: false', false, true",
    "'value: true, invert_match: true', true, false",
    "'value: true, invert_match: true', false, true",
  })
  @Proves({
    "SharedPolicyConfig.boolean_attribute",
    "BooleanAttributeConfig.key",
    "BooleanAttributeConfig.value",
    "BooleanAttributeConfig.invert_match"
  })
  void aTruthValueIsTheWantedOne(String rest, boolean value, boolean kept) {
    String policy = "type: boolean_attribute, boolean_attribute: {key: k, %s}".formatted(rest);
    assertThat(policy(policy).take(span().addAttributes(attribute("k", flag(value)))).kept())
        .isEqualTo(kept);
    assertThat(policy(policy).take(resource("k", flag(value)), span()).kept()).isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource({
    "ERROR, 2, true",
    "ERROR, 1, false",
    "'OK, UNSET', 1, true",
    "UNSET, 0, true",
    "UNSET, 2, false",
    "'OK, UNSET, ERROR', 7, false"
  })
  @Proves({"SharedPolicyConfig.status_code", "StatusCodeConfig.status_codes"})
  void anySpanHasOneOfTheStatuses(String codes, int status, boolean kept) {
    String policy = "type: status_code, status_code: {status_codes: [%s]}".formatted(codes);
    assertThat(
            policy(policy).take(span().setStatus(Status.newBuilder().setCodeValue(status))).kept())
        .isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource({
    "k=v, true",
    "'j=w,k=v', true",
    "'j=w, k=v ,,i=v', true",
    "k=w, false",
    "'k=v,k=v', false",
    "'k=v,j', false",
    "'K=v,k=v', false",
    "'k=v,t@vendor=x', true",
    "'k=v,1t@vendor=x', true",
    "'k=v,1t=x', false",
    "'k=v=w', false",
  })
  @Proves({"SharedPolicyConfig.trace_state", "TraceStateConfig.key", "TraceStateConfig.values"})
  void aTraceStateWithoutAFaultHasTheMember(String state, boolean kept) {
    String policy = "type: trace_state, trace_state: {key: k, values: [v, '']}";
    assertThat(policy(policy).take(span().setTraceState(state)).kept()).isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource({"1, true", "257, true", "3, true", "0, false", "256, false", "2, false"})
  void theFlagIsTheLowestOfEight(int flags, boolean kept) {
    assertThat(policy("type: trace_flags").take(span().setFlags(flags)).kept()).isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource({"2, 0, true", "3, 0, false", "1, 2, true", "0, 1, false"})
  @Proves({
    "SharedPolicyConfig.span_count",
    "SpanCountConfig.min_spans",
    "SpanCountConfig.max_spans"
  })
  void theNumberOfSpansIsWithinBothBounds(int least, int most, boolean kept) {
    String policy =
        "type: span_count, span_count: {min_spans: %d, max_spans: %d}".formatted(least, most);
    assertThat(policy(policy).take(span(), span()).kept()).isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource({"0.1, own, false", "0.1, '', false", "1, default-hash-seed, true", "100, own, true"})
  @Proves({
    "SharedPolicyConfig.probabilistic",
    "ProbabilisticConfig.sampling_percentage",
    "ProbabilisticConfig.hash_salt"
  })
  void aShareOfTheIdsIsSampledByTheirHashWithTheSalt(double share, String salt, boolean kept) {
    String policy =
        "type: probabilistic, probabilistic: {sampling_percentage: %s, hash_salt: '%s'}"
            .formatted(share, salt);
    long high = 0x6d1aadc9e5031e4bL;
    long low = 0x99bf11ae0a796ebcL;
    byte[] id = java.nio.ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    assertThat(
            policy(policy)
                .take(span().setTraceId(com.google.protobuf.ByteString.copyFrom(id)))
                .kept())
        .isEqualTo(kept);
  }

  @Test
  @Proves({
    "PolicyConfig.and",
    "AndConfig.and_sub_policy",
    "AndSubPolicyConfig.not",
    "NotConfig.not_sub_policy"
  })
  void andSamplesWhatAllItsPartsSample() {
    String and =
        "type: and, and: {and_sub_policy: [{type: span_count, span_count: {min_spans: 2}},"
            + " {type: not, not: {not_sub_policy: {type: trace_flags}}}]}";
    assertThat(policy(and).take(span(), span()).kept()).isTrue();
    assertThat(policy(and).take(span()).kept()).isFalse();
    assertThat(policy(and).take(span(), span().setFlags(1)).kept()).isFalse();
  }

  @Test
  @Proves("PolicyConfig.not")
  void notSamplesWhatItsPartDoesNot() {
    String not = "type: not, not: {not_sub_policy: {type: trace_flags}}";
    assertThat(policy(not).take(span()).kept()).isTrue();
    assertThat(policy(not).take(span().setFlags(1)).kept()).isFalse();
  }

  @Test
  void moreThanSixtyFourPredicatesAreTold() {
    StringBuilder yaml = new StringBuilder("policies:\n");
    for (int i = 0; i < 200; i++) {
      yaml.append(
          "- {name: p%d, type: numeric_attribute, numeric_attribute: {key: k, min_value: %d, max_value: %d}}%n"
              .formatted(i, i + 1, i + 1));
    }
    Trial trial = new Trial(yaml.toString());
    for (int i = 0; i < 200; i++) {
      trial.take(span(i).addAttributes(attribute("k", number(i + 1))));
    }
    trial.take(span(200).addAttributes(attribute("k", number(201))));

    assertThat(trial.outcomes()).containsEntry(200L, "dropped _none");
    for (long i = 0; i < 200; i++) {
      assertThat(trial.outcomes()).containsEntry(i, "kept p" + i);
    }
  }

  private static ResourceSpans.Builder resource(String key, AnyValue.Builder value) {
    return ResourceSpans.newBuilder()
        .setResource(Resource.newBuilder().addAttributes(attribute(key, value)));
  }
}
