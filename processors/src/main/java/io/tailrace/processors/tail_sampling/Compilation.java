package io.tailrace.processors.tail_sampling;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Turns a configuration into a plan.
final class Compilation {
  private final Map<Predicate, Integer> predicates = new LinkedHashMap<>();
  private final List<Budget.Whole> budgets = new ArrayList<>();

  private Compilation() {}

  static Plan of(TailSamplingConfig config) {
    return new Compilation().plan(config);
  }

  private Plan plan(TailSamplingConfig config) {
    List<PolicyConfig> all = config.policies();
    List<Policy> policies = all.stream().map(this::policy).toList();
    List<Integer> drops =
        IntStream.range(0, all.size()).filter(i -> all.get(i).drops()).boxed().toList();
    List<Integer> others =
        IntStream.range(0, all.size()).filter(i -> !all.get(i).drops()).boxed().toList();
    return new Plan(
        all.stream().map(each -> each.shared().name()).toList(),
        policies,
        Stream.concat(drops.stream(), others.stream()).toList(),
        drops.size(),
        List.copyOf(predicates.keySet()),
        budgets,
        config.sampleOnFirstMatch());
  }

  private Policy policy(PolicyConfig config) {
    return switch (config.shared().type()) {
      case "and" -> all(config.and().orElseThrow().andSubPolicy());
      case "not" -> not(config.not().orElseThrow());
      case "drop" -> new Policy.Drop(all(config.drop().orElseThrow().dropSubPolicy()));
      case "composite" -> composite(config.composite().orElseThrow());
      default -> shared(config.shared());
    };
  }

  private Policy.All all(List<AndConfig.AndSubPolicyConfig> parts) {
    return new Policy.All(
        parts.stream()
            .map(
                each ->
                    each.shared().type().equals("not")
                        ? not(each.not().orElseThrow())
                        : shared(each.shared()))
            .toList());
  }

  private Policy not(NotConfig config) {
    return new Policy.Not(shared(config.part()));
  }

  private Policy composite(CompositeConfig config) {
    List<Policy.Allocated> parts = new ArrayList<>();
    for (CompositeConfig.CompositeSubPolicyConfig sub : config.compositeSubPolicy()) {
      Policy policy =
          sub.shared().type().equals("and")
              ? all(sub.and().orElseThrow().andSubPolicy())
              : shared(sub.shared());
      parts.add(
          new Policy.Allocated(
              policy,
              budget(
                  new Budget.EachSecond(config.allocated(sub), config.maxTotalSpansPerSecond()))));
    }
    return new Policy.Composite(parts);
  }

  private Policy shared(SharedPolicyConfig config) {
    return switch (config.type()) {
      case "always_sample" -> new Policy.Always();
      case "trace_flags" -> holds(new Predicate.IsFlagged(), false);
      case "status_code" -> holds(status(config.statusCode().orElseThrow()), false);
      case "latency" -> {
        LatencyConfig block = config.latency().orElseThrow();
        yield holds(new Predicate.Lasts(block.thresholdMs(), block.upperThresholdMs()), false);
      }
      case "span_count" -> {
        SpanCountConfig block = config.spanCount().orElseThrow();
        yield new Policy.Counts(block.minSpans(), block.maxSpans());
      }
      case "probabilistic" -> {
        ProbabilisticConfig block = config.probabilistic().orElseThrow();
        yield new Policy.Share(
            IdHash.of(block.salt(), block.samplingPercentage()), block.samplingPercentage());
      }
      case "rate_limiting" -> {
        RateLimitingConfig block = config.rateLimiting().orElseThrow();
        yield new Policy.Spans(budget(new Budget.Tokens(block.spansPerSecond(), block.burst())));
      }
      case "bytes_limiting" -> {
        BytesLimitingConfig block = config.bytesLimiting().orElseThrow();
        yield new Policy.Bytes(budget(new Budget.Tokens(block.bytesPerSecond(), block.burst())));
      }
      default -> ofAttribute(config);
    };
  }

  private Policy ofAttribute(SharedPolicyConfig config) {
    return switch (config.type()) {
      case "string_attribute" -> {
        StringAttributeConfig block = config.stringAttribute().orElseThrow();
        yield holds(
            block.enabledRegexMatching()
                ? new Predicate.FindsText(block.key(), block.values())
                : new Predicate.IsText(block.key(), written(block.values())),
            block.invertMatch());
      }
      case "numeric_attribute" -> {
        NumericAttributeConfig block = config.numericAttribute().orElseThrow();
        yield holds(
            new Predicate.IsNumber(block.key(), block.least(), block.most()), block.invertMatch());
      }
      case "boolean_attribute" -> {
        BooleanAttributeConfig block = config.booleanAttribute().orElseThrow();
        yield holds(new Predicate.IsFlag(block.key(), block.value()), block.invertMatch());
      }
      case "trace_state" -> {
        TraceStateConfig block = config.traceState().orElseThrow();
        yield holds(new Predicate.HasState(block.key(), written(block.values())), false);
      }
      default -> throw new IllegalArgumentException(config.type() + " was not refused");
    };
  }

  private static Predicate status(StatusCodeConfig config) {
    return new Predicate.HasStatus(
        config.statusCodes().stream()
            .map(
                code ->
                    switch (code) {
                      case "UNSET" -> 0;
                      case "OK" -> 1;
                      default -> 2;
                    })
            .sorted()
            .distinct()
            .toList());
  }

  private static List<String> written(List<String> texts) {
    return texts.stream().filter(text -> !text.isEmpty()).toList();
  }

  private Policy holds(Predicate predicate, boolean inverted) {
    Integer known = predicates.get(predicate);
    int bit = known == null ? predicates.size() : known;
    predicates.put(predicate, bit);
    return new Policy.Holds(bit, inverted);
  }

  private int budget(Budget.Whole budget) {
    budgets.add(budget);
    return budgets.size() - 1;
  }
}
