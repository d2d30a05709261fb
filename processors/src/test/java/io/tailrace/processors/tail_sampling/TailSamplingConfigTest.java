package io.tailrace.processors.tail_sampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.config.Problem;
import io.tailrace.testkit.Options;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TailSamplingConfigTest {
  private static final String ALL = "policies: [{name: all, type: always_sample}]\n";

  @Test
  void takesAnExampleOfEveryType() {
    String yaml =
        """
        decision_wait: 10s
        policies:
          - {name: a, type: always_sample}
          - {name: b, type: latency, latency: {threshold_ms: 5000}}
          - {name: c, type: numeric_attribute, numeric_attribute: {key: k, min_value: 50, max_value: 100}}
          - {name: d, type: probabilistic, probabilistic: {hash_salt: own, sampling_percentage: 0.1}}
          - {name: e, type: status_code, status_code: {status_codes: [ERROR, UNSET]}}
          - {name: f, type: string_attribute, string_attribute: {key: k, values: [v, w]}}
          - {name: g, type: rate_limiting, rate_limiting: {spans_per_second: 35, burst_capacity: 70}}
          - {name: h, type: bytes_limiting, bytes_limiting: {bytes_per_second: 1024000}}
          - {name: i, type: span_count, span_count: {min_spans: 2}}
          - {name: j, type: trace_state, trace_state: {key: k, values: [v]}}
          - {name: k, type: boolean_attribute, boolean_attribute: {key: k, value: true}}
          - {name: l, type: trace_flags}
          - name: m
            type: and
            and:
              and_sub_policy:
                - {name: n, type: always_sample}
                - {type: not, not: {not_sub_policy: {type: latency, latency: {threshold_ms: 1}}}}
          - {name: o, type: not, not: {not_sub_policy: {type: latency, latency: {threshold_ms: 1}}}}
          - {name: p, type: drop, drop: {drop_sub_policy: [{type: always_sample}]}}
          - name: q
            type: composite
            composite:
              max_total_spans_per_second: 1000
              composite_sub_policy:
                - {name: r, type: and, and: {and_sub_policy: [{type: always_sample}]}}
                - {name: s, type: always_sample}
              rate_allocation: [{policy: r, percent: 50}, {policy: s, percent: 50}]
        """;

    assertThat(Options.problems(TailSampler.FACTORY, yaml)).isEmpty();
    assertThat(Options.of(TailSampler.FACTORY, yaml).policies()).hasSize(16);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {name: x, type: latencyy}                                        | did you mean "latency"
          {type: always_sample}                                            | a policy has no name
          {name: x, type: latency}                                         | needs a block "latency"
          {name: x, type: and}                                             | needs a block "and"
          {name: x, type: ottl_condition, ottl_condition: {span: ['true']}} | known, but not here yet
          {name: x, type: ottl_condition}                                  | known, but not here yet
          {name: x, type: latency, latency: {threshold_ms: 5, upper_threshold_ms: 5}} | expected 0 or more than threshold_ms
          {name: x, type: numeric_attribute, numeric_attribute: {key: k}}  | one of min_value and max_value
          {name: x, type: numeric_attribute, numeric_attribute: {key: k, min_value: 3, max_value: 2}} | no number matches
          {name: x, type: numeric_attribute, numeric_attribute: {min_value: 3}} | "key" is required
          {name: x, type: status_code, status_code: {status_codes: [FAILED]}} | allowed values: ERROR, OK, UNSET
          {name: x, type: status_code, status_code: {}}                    | status_codes is empty
          {name: x, type: string_attribute, string_attribute: {key: k}}    | values is empty
          {name: x, type: string_attribute, string_attribute: {key: k, values: ['('], enabled_regex_matching: true}} | no regular expression of RE2
          {name: x, type: trace_state, trace_state: {key: k}}              | values is empty
          {name: x, type: span_count, span_count: {min_spans: 3, max_spans: 2}} | expected 0 or at least min_spans
          {name: x, type: and, and: {and_sub_policy: []}}                  | must not be empty
          {name: x, type: and, and: {and_sub_policy: [{type: composite}]}} | cannot be part of and or drop
          {name: x, type: and, and: {and_sub_policy: [{type: and}]}}       | a type without sub-policies, or not
          {name: x, type: drop, drop: {drop_sub_policy: [{type: drop}]}}   | cannot be part of and or drop
          {name: x, type: not, not: {not_sub_policy: {type: not}}}         | cannot be part of not
          {name: x, type: not, not: {}}                                    | "not_sub_policy" is required
          {name: x, type: composite, composite: {composite_sub_policy: [{type: always_sample}]}} | a sub-policy has no name
          {name: x, type: composite, composite: {composite_sub_policy: [{name: a, type: not}]}} | cannot be part of composite
          {name: x, type: composite, composite: {composite_sub_policy: [{name: a, type: always_sample}, {name: a, type: always_sample}]}} | two sub-policies are called "a"
          {name: x, type: composite, composite: {composite_sub_policy: [{name: a, type: always_sample}], rate_allocation: [{policy: b, percent: 1}]}} | "b" is no sub-policy, expected one of [a]
          {name: x, type: composite, composite: {composite_sub_policy: [{name: a, type: always_sample}], rate_allocation: [{policy: a, percent: 1}, {policy: a, percent: 1}]}} | "a" has two shares
          {name: x, type: composite, composite: {composite_sub_policy: [{name: a, type: always_sample}, {name: b, type: always_sample}], rate_allocation: [{policy: a, percent: 60}, {policy: b, percent: 60}]}} | add up to 120 percent
          {name: all, type: always_sample}                                 | two policies are called "all"
          {name: _none, type: always_sample}                               | means something else
          """)
  void refusesAPolicyThatMakesNoSense(String policy, String expected) {
    assertThat(errors("policies:\n  - {name: all, type: always_sample}\n  - " + policy))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.message() + problem.notes()).contains(expected);
              assertThat(problem.position()).isPresent();
              assertThat(problem.path()).startsWith("processors::tail_sampling::policies");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{name: x, type: rate_limiting, rate_limiting: {spans_per_second: 1}}",
        "{name: x, type: bytes_limiting, bytes_limiting: {bytes_per_second: 1}}",
        "{name: x, type: latency, latency: {threshold_ms: 1, upper_threshold_ms: 2}}",
        "{name: x, type: span_count, span_count: {max_spans: 2}}",
        "{name: x, type: composite, composite: {composite_sub_policy: [{name: y, type:"
            + " trace_flags}], rate_allocation: [{policy: y, percent: 1}]}}",
        "{name: x, type: not, not: {not_sub_policy: {type: span_count, span_count: {max_spans:"
            + " 2}}}}",
        "{name: x, type: and, and: {and_sub_policy: [{type: span_count, span_count: {max_spans:"
            + " 2}}]}}",
        "{name: x, type: drop, drop: {drop_sub_policy: [{type: span_count, span_count: {max_spans:"
            + " 2}}]}}",
      })
  void refusesPoliciesAtIngestThatNeedMoreThanTheBatch(String policy) {
    assertThat(errors("sampling_strategy: span-ingest\npolicies: [" + policy + "]"))
        .singleElement()
        .asString()
        .contains("does not go with span-ingest");
  }

  @Test
  void refusesANotOfSeveralPolicies() {
    String yaml =
        "policies: [{name: x, type: not, not: {not_sub_policy: [{type: trace_flags}, {type:"
            + " trace_flags}]}}]";

    assertThat(errors(yaml)).extracting(Problem::message).contains("expected a map, found a list");
  }

  @Test
  void refusesToHaveNoPolicy() {
    assertThat(errors("decision_wait: 1s")).asString().contains("\"policies\" is required");
    assertThat(errors("policies: []")).asString().contains("\"policies\" must not be empty");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "num_traces: 100",
        "expected_new_traces_per_sec: 10",
        "block_on_overflow: true",
        "num_shards: 4",
        "tail_storage: pebble_tail_storage",
        "drop_pending_traces_on_shutdown: true",
      })
  void namesTheKeysThatOnlyBoundedItsMemory(String line) {
    List<Problem> problems = Options.problems(TailSampler.FACTORY, ALL + line);

    assertThat(problems)
        .filteredOn(problem -> problem.about() == Problem.About.NO_EFFECT)
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("has no effect here"));
  }

  @Test
  void namesABlockOfAnotherType() {
    String yaml =
        "policies: [{name: x, type: latency, latency: {threshold_ms: 1}, probabilistic:"
            + " {sampling_percentage: 1}, drop: {drop_sub_policy: [{type: trace_flags}]}}]";

    assertThat(Options.problems(TailSampler.FACTORY, yaml))
        .extracting(Problem::message)
        .containsExactlyInAnyOrder(
            "\"probabilistic\" has no effect here: the type of the policy is latency",
            "\"drop\" has no effect here: the type of the policy is latency");
  }

  @Test
  void warnsOfASubPolicyWithoutAShareAndOfAnOrderThatIsNone() {
    String yaml =
        """
        policies:
          - name: x
            type: composite
            composite:
              max_total_spans_per_second: 10
              policy_order: [b, a]
              composite_sub_policy: [{name: a, type: trace_flags}, {name: b, type: always_sample}]
              rate_allocation: [{policy: a, percent: 50}]
        """;

    assertThat(Options.problems(TailSampler.FACTORY, yaml))
        .extracting(Problem::message)
        .anySatisfy(message -> assertThat(message).contains("\"b\" has no share"))
        .anySatisfy(message -> assertThat(message).contains("which is a, b"))
        .anySatisfy(message -> assertThat(message).contains("\"policy_order\" has no effect"));
  }

  private static List<Problem> errors(String yaml) {
    return Options.problems(TailSampler.FACTORY, yaml).stream()
        .filter(problem -> problem.severity() == Problem.Severity.ERROR)
        .toList();
  }
}
