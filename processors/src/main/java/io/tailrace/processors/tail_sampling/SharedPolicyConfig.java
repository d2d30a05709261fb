package io.tailrace.processors.tail_sampling;

import io.tailrace.config.Option;
import io.tailrace.config.Validated;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What every policy has, wherever it stands: a type, and a block of the type's name.
record SharedPolicyConfig(
    @Option(doc = "Its name, in metrics and wherever a decision is explained.") String name,
    @Option(
            required = true,
            oneOf = {
              "always_sample",
              "latency",
              "numeric_attribute",
              "probabilistic",
              "status_code",
              "string_attribute",
              "rate_limiting",
              "bytes_limiting",
              "span_count",
              "trace_state",
              "boolean_attribute",
              "trace_flags",
              "ottl_condition",
              "and",
              "not",
              "drop",
              "composite"
            },
            doc = "What it goes by. Of the blocks below, the one of this name belongs to it.")
        String type,
    @Option(onWhenEmpty = true, doc = "Long traces.") Optional<LatencyConfig> latency,
    @Option(onWhenEmpty = true, doc = "Traces with a number in an attribute.")
        Optional<NumericAttributeConfig> numericAttribute,
    @Option(onWhenEmpty = true, doc = "A share of all traces.")
        Optional<ProbabilisticConfig> probabilistic,
    @Option(onWhenEmpty = true, doc = "Traces with a status, such as that of an error.")
        Optional<StatusCodeConfig> statusCode,
    @Option(onWhenEmpty = true, doc = "Traces with a text in an attribute.")
        Optional<StringAttributeConfig> stringAttribute,
    @Option(onWhenEmpty = true, doc = "So many spans a second.")
        Optional<RateLimitingConfig> rateLimiting,
    @Option(onWhenEmpty = true, doc = "So many bytes a second.")
        Optional<BytesLimitingConfig> bytesLimiting,
    @Option(onWhenEmpty = true, doc = "Traces with so many spans.")
        Optional<SpanCountConfig> spanCount,
    @Option(onWhenEmpty = true, doc = "Traces with a member in their W3C trace state.")
        Optional<TraceStateConfig> traceState,
    @Option(onWhenEmpty = true, doc = "Traces with true or false in an attribute.")
        Optional<BooleanAttributeConfig> booleanAttribute,
    @Option(
            onWhenEmpty = true,
            doc = "Conditions in the OpenTelemetry transformation language.",
            noEffect = OttlConditionConfig.LATER)
        Optional<OttlConditionConfig> ottlCondition)
    implements Validated {
  static final String OTTL = "ottl_condition";

  @Override
  public void validate(Findings findings) {
    if (type.equals(OTTL)) {
      findings.error(
          "type",
          "the policy type \"ottl_condition\" is known, but not here yet: remove the policy");
      return;
    }
    blocks().forEach((key, block) -> validate(key, block.isPresent(), findings));
  }

  private void validate(String key, boolean present, Findings findings) {
    if (key.equals(type) && !present) {
      findings.error("type", "a policy of type %s needs a block \"%s\"".formatted(type, key));
    } else if (!key.equals(type) && present && !key.equals(OTTL)) {
      findings.noEffect(key, "the type of the policy is " + type);
    }
  }

  private Map<String, Optional<? extends Record>> blocks() {
    Map<String, Optional<? extends Record>> blocks = new LinkedHashMap<>();
    blocks.put("latency", latency);
    blocks.put("numeric_attribute", numericAttribute);
    blocks.put("probabilistic", probabilistic);
    blocks.put("status_code", statusCode);
    blocks.put("string_attribute", stringAttribute);
    blocks.put("rate_limiting", rateLimiting);
    blocks.put("bytes_limiting", bytesLimiting);
    blocks.put("span_count", spanCount);
    blocks.put("trace_state", traceState);
    blocks.put("boolean_attribute", booleanAttribute);
    return blocks;
  }

  /// Whether what the policy says of some spans may be another once more have come, so that it
  /// cannot decide while they come.
  boolean stateful() {
    return switch (type) {
      case "rate_limiting", "bytes_limiting" -> true;
      case "latency" -> latency.orElseThrow().upperThresholdMs() > 0;
      case "span_count" -> spanCount.orElseThrow().maxSpans() > 0;
      default -> false;
    };
  }

  /// Refuses a type that cannot stand where the policy stands.
  ///
  /// @param where what it is a part of
  /// @param blocks the blocks of the types that have sub-policies, and whether each is there
  static void nesting(
      String where, String type, Map<String, Boolean> blocks, Validated.Findings findings) {
    boolean nests = java.util.Set.of("and", "not", "drop", "composite").contains(type);
    if (nests && !blocks.containsKey(type)) {
      findings.error(
          "type",
          "a policy of type %s cannot be part of %s: %s".formatted(type, where, allowed(blocks)));
    }
    blocks.forEach(
        (key, present) -> {
          if (key.equals(type) && !present) {
            findings.error("type", "a policy of type %s needs a block \"%s\"".formatted(type, key));
          } else if (!key.equals(type) && present) {
            findings.noEffect(key, "the type of the policy is " + type);
          }
        });
  }

  private static String allowed(Map<String, Boolean> blocks) {
    return blocks.isEmpty()
        ? "expected a type without sub-policies"
        : "expected a type without sub-policies, or " + String.join(" or ", blocks.keySet());
  }
}
