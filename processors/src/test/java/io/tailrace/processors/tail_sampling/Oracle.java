package io.tailrace.processors.tail_sampling;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.re2j.Pattern;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.component.sampling.TraceSampler;
import io.tailrace.component.sampling.Vote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/// What is to be decided: plain, slow, and keeping every span of every trace until then. It goes
/// by the configuration and by protobuf's objects, and shares no code with what it judges.
final class Oracle {
  private final TailSamplingConfig config;
  private final int partitions;
  private final Map<ByteString, Trace> undecided = new LinkedHashMap<>();
  private final Map<ByteString, String> kept = new HashMap<>();
  private final Map<ByteString, String> droppedByLow = new HashMap<>();
  private final Map<Object, double[]> buckets = new HashMap<>();
  final Map<String, Long> late = new TreeMap<>();
  private long released;

  Oracle(TailSamplingConfig config, int partitions) {
    this.config = config;
    this.partitions = partitions;
  }

  /// A decision, and what was known then.
  record Decided(
      String id,
      boolean kept,
      String cause,
      Map<String, Vote> votes,
      long firstOffset,
      long lastOffset,
      long firstTime,
      int spans,
      int errors,
      long bytes,
      long start,
      long end,
      Optional<String> root,
      String rootService,
      List<String> services) {}

  void take(byte[] otlp, long offset, long time) {
    ExportTraceServiceRequest request;
    try {
      request = ExportTraceServiceRequest.parseFrom(otlp);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
    for (ResourceSpans entry : request.getResourceSpansList()) {
      Map<ByteString, Batch> batches = new LinkedHashMap<>();
      for (int scope = 0; scope < entry.getScopeSpansCount(); scope++) {
        for (Span span : entry.getScopeSpans(scope).getSpansList()) {
          batches
              .computeIfAbsent(padded(span.getTraceId()), _ -> new Batch(entry, new TreeMap<>()))
              .byScope()
              .computeIfAbsent(scope, _ -> new ArrayList<>())
              .add(span);
        }
      }
      batches.forEach((id, batch) -> take(id, batch, offset, time));
    }
  }

  private static ByteString padded(ByteString id) {
    return ByteString.copyFrom(new byte[16 - id.size()]).concat(id);
  }

  private void take(ByteString id, Batch batch, long offset, long time) {
    Trace trace = undecided.get(id);
    if (trace != null && time >= trace.deadline) {
      trace.lateSpans += batch.spans().size();
      return;
    }
    String before = kept.get(id);
    String dropped = droppedByLow.get(id.substring(8));
    if (trace == null && (before != null || dropped != null)) {
      late.merge(
          before != null ? "kept " + before : "dropped " + dropped,
          (long) batch.spans().size(),
          Long::sum);
      return;
    }
    if (trace == null) {
      trace = new Trace();
      trace.firstOffset = offset;
      trace.firstTime = time;
      trace.deadline = time + Math.max(1, config.decisionWait().toMillis());
      undecided.put(id, trace);
    }
    trace.lastOffset = offset;
    trace.batches.add(batch);
    boolean root = batch.spans().stream().anyMatch(Oracle::isRoot);
    if (root && !config.decisionWaitAfterRootReceived().isZero()) {
      trace.deadline =
          Math.min(trace.deadline, time + config.decisionWaitAfterRootReceived().toMillis());
    }
    if (config.maximumTraceSizeBytes() > 0 && trace.bytes() > config.maximumTraceSizeBytes()) {
      trace.outcome = Optional.of(new Outcome(false, TraceSampler.TOO_LARGE, Map.of()));
      trace.deadline = time;
    } else if (config.samplingStrategy().equals("span-ingest")) {
      judge(id, trace, batch, time);
    }
  }

  private static boolean isRoot(Span span) {
    return span.getParentSpanId().toByteArray().length == 0
        || span.getParentSpanId().equals(ByteString.copyFrom(new byte[8]));
  }

  private void judge(ByteString id, Trace trace, Batch batch, long time) {
    Trace alone = new Trace();
    alone.batches.add(batch);
    alone.counted = trace;
    boolean pending = false;
    for (PolicyConfig policy : inOrder()) {
      if (!policy.drops() && pending) {
        return;
      }
      Vote vote = vote(policy, id, alone);
      String name = policy.shared().name();
      if (vote == Vote.DROPPED) {
        trace.outcome = Optional.of(new Outcome(false, name, Map.of(name, vote)));
        trace.deadline = time;
        return;
      }
      if (policy.drops()) {
        pending = true;
      } else if (vote == Vote.SAMPLED) {
        trace.outcome = Optional.of(new Outcome(true, name, Map.of(name, vote)));
        trace.deadline = time;
        return;
      }
    }
  }

  private List<PolicyConfig> inOrder() {
    List<PolicyConfig> order = new ArrayList<>();
    config.policies().stream().filter(PolicyConfig::drops).forEach(order::add);
    config.policies().stream().filter(policy -> !policy.drops()).forEach(order::add);
    return order;
  }

  List<Decided> decide(long time) {
    List<Decided> all = new ArrayList<>();
    while (!undecided.isEmpty()) {
      ByteString id = undecided.keySet().iterator().next();
      Trace trace = undecided.get(id);
      if (trace.deadline > time) {
        break;
      }
      undecided.remove(id);
      released = Math.max(released, trace.deadline);
      Outcome outcome = trace.outcome.orElseGet(() -> decide(id, trace));
      if (outcome.kept()) {
        kept.put(id, outcome.cause());
      } else {
        droppedByLow.put(id.substring(8), outcome.cause());
      }
      if (trace.lateSpans > 0) {
        late.merge(
            (outcome.kept() ? "kept " : "dropped ") + outcome.cause(),
            (long) trace.lateSpans,
            Long::sum);
      }
      all.add(trace.decided(id, outcome, config));
    }
    return all;
  }

  private Outcome decide(ByteString id, Trace trace) {
    Map<String, Vote> votes = new HashMap<>();
    Map<Vote, String> first = new HashMap<>();
    if (config.samplingStrategy().equals("span-ingest")) {
      config.policies().forEach(policy -> votes.put(policy.shared().name(), Vote.NOT_SAMPLED));
      return new Outcome(false, TraceSampler.NO_POLICY, votes);
    }
    for (PolicyConfig policy : inOrder()) {
      Vote vote = vote(policy, id, trace);
      votes.put(policy.shared().name(), vote);
      first.putIfAbsent(vote, policy.shared().name());
      if (vote == Vote.DROPPED || (config.sampleOnFirstMatch() && vote == Vote.SAMPLED)) {
        break;
      }
    }
    if (first.containsKey(Vote.DROPPED)) {
      return new Outcome(false, first.getOrDefault(Vote.DROPPED, ""), votes);
    }
    boolean sampled = first.containsKey(Vote.SAMPLED);
    return new Outcome(sampled, first.getOrDefault(Vote.SAMPLED, TraceSampler.NO_POLICY), votes);
  }

  private Vote vote(PolicyConfig policy, ByteString id, Trace trace) {
    return switch (policy.shared().type()) {
      case "and" -> said(all(policy.and().orElseThrow().andSubPolicy(), id, trace));
      case "drop" ->
          all(policy.drop().orElseThrow().dropSubPolicy(), id, trace)
              ? Vote.DROPPED
              : Vote.NOT_SAMPLED;
      case "not" -> said(!samples(policy.not().orElseThrow().part(), id, trace));
      case "composite" -> said(composite(policy.composite().orElseThrow(), id, trace));
      default -> said(samples(policy.shared(), id, trace));
    };
  }

  private static Vote said(boolean sampled) {
    return sampled ? Vote.SAMPLED : Vote.NOT_SAMPLED;
  }

  private boolean all(List<AndConfig.AndSubPolicyConfig> parts, ByteString id, Trace trace) {
    for (AndConfig.AndSubPolicyConfig part : parts) {
      boolean yes =
          part.shared().type().equals("not")
              ? !samples(part.not().orElseThrow().part(), id, trace)
              : samples(part.shared(), id, trace);
      if (!yes) {
        return false;
      }
    }
    return true;
  }

  private boolean composite(CompositeConfig config, ByteString id, Trace trace) {
    for (CompositeConfig.CompositeSubPolicyConfig sub : config.compositeSubPolicy()) {
      boolean yes =
          sub.shared().type().equals("and")
              ? all(sub.and().orElseThrow().andSubPolicy(), id, trace)
              : samples(sub.shared(), id, trace);
      if (yes) {
        double max = config.maxTotalSpansPerSecond();
        long share = 0;
        for (RateAllocationConfig each : config.rateAllocation()) {
          if (each.policy().equals(sub.shared().name())) {
            share =
                (long)
                    (each.percent() > 0
                        ? each.percent() / 100.0 * max
                        : max / config.compositeSubPolicy().size());
          }
        }
        long second = released / 1000;
        double[] window = buckets.computeIfAbsent(new Key(sub), _ -> new double[] {-1, 0});
        double counted = window[0] == second ? window[1] : 0;
        long turn = second % partitions;
        long here = share * (turn + 1) / partitions - share * turn / partitions;
        if (counted + trace.spanCount() > here) {
          return false;
        }
        window[0] = second;
        window[1] = counted + trace.spanCount();
        return true;
      }
    }
    return false;
  }

  private boolean samples(SharedPolicyConfig policy, ByteString id, Trace trace) {
    return switch (policy.type()) {
      case "always_sample" -> true;
      case "latency" -> lasts(policy.latency().orElseThrow(), trace);
      case "probabilistic" -> {
        ProbabilisticConfig block = policy.probabilistic().orElseThrow();
        yield IdHash.of(block.salt(), block.samplingPercentage())
            .samples(id.asReadOnlyByteBuffer().getLong(), id.asReadOnlyByteBuffer().getLong(8));
      }
      case "status_code" ->
          trace.anySpan(
              span ->
                  policy.statusCode().orElseThrow().statusCodes().stream()
                      .anyMatch(
                          code ->
                              List.of("UNSET", "OK", "ERROR").indexOf(code)
                                  == span.getStatus().getCodeValue()));
      case "span_count" -> {
        SpanCountConfig block = policy.spanCount().orElseThrow();
        yield trace.spanCount() >= block.minSpans()
            && (block.maxSpans() == 0 || trace.spanCount() <= block.maxSpans());
      }
      case "rate_limiting" -> {
        RateLimitingConfig block = policy.rateLimiting().orElseThrow();
        yield passes(policy, block.spansPerSecond(), block.burst(), trace.spanCount());
      }
      case "bytes_limiting" -> {
        BytesLimitingConfig block = policy.bytesLimiting().orElseThrow();
        yield passes(policy, block.bytesPerSecond(), block.burst(), trace.bytes());
      }
      case "trace_state" -> {
        TraceStateConfig block = policy.traceState().orElseThrow();
        yield trace.anySpan(
            span ->
                block.values().stream()
                    .anyMatch(value -> hasState(span.getTraceState(), block.key(), value)));
      }
      case "trace_flags" -> trace.anySpan(span -> (span.getFlags() & 1) != 0);
      default -> ofAttribute(policy, trace);
    };
  }

  /// Knows only the trace states that the tests make.
  private static boolean hasState(String state, String key, String value) {
    if (state.contains("BAD")) {
      return false;
    }
    return !value.isEmpty() && List.of(state.split(",", -1)).contains(key + "=" + value);
  }

  private static boolean lasts(LatencyConfig block, Trace trace) {
    long min = 0;
    long max = 0;
    for (Span span : trace.spans()) {
      if (min == 0 || Long.compareUnsigned(span.getStartTimeUnixNano(), min) < 0) {
        min = span.getStartTimeUnixNano();
      }
      if (max == 0 || Long.compareUnsigned(span.getEndTimeUnixNano(), max) > 0) {
        max = span.getEndTimeUnixNano();
      }
      long millis =
          java.math.BigInteger.valueOf(max)
                  .subtract(java.math.BigInteger.valueOf(min))
                  .min(java.math.BigInteger.valueOf(Long.MAX_VALUE))
                  .max(java.math.BigInteger.valueOf(Long.MIN_VALUE))
                  .longValue()
              / 1_000_000;
      boolean below = block.upperThresholdMs() == 0 || millis <= block.upperThresholdMs();
      if (millis > block.thresholdMs() && below) {
        return true;
      }
    }
    return false;
  }

  private boolean ofAttribute(SharedPolicyConfig policy, Trace trace) {
    return switch (policy.type()) {
      case "string_attribute" -> {
        StringAttributeConfig block = policy.stringAttribute().orElseThrow();
        Predicate<String> matches =
            text ->
                block.values().stream()
                    .anyMatch(
                        value ->
                            block.enabledRegexMatching()
                                ? Pattern.compile(value).matcher(text).find()
                                : !value.isEmpty() && value.equals(text));
        boolean any =
            trace.anyAttribute(
                block.key(),
                value -> matches.test(value.getStringValue()),
                value -> !value.getStringValue().isEmpty() && matches.test(value.getStringValue()));
        yield any != block.invertMatch();
      }
      case "numeric_attribute" -> {
        NumericAttributeConfig block = policy.numericAttribute().orElseThrow();
        Predicate<AnyValue> matches =
            value ->
                (block.minValue() == 0 || value.getIntValue() >= block.minValue())
                    && (block.maxValue() == 0 || value.getIntValue() <= block.maxValue());
        yield trace.anyAttribute(block.key(), matches, matches) != block.invertMatch();
      }
      case "boolean_attribute" -> {
        BooleanAttributeConfig block = policy.booleanAttribute().orElseThrow();
        Predicate<AnyValue> matches = value -> value.getBoolValue() == block.value();
        yield trace.anyAttribute(block.key(), matches, matches) != block.invertMatch();
      }
      default -> throw new IllegalArgumentException(policy.type());
    };
  }

  private boolean passes(Object policy, long perSecond, long burst, long wanted) {
    double most = Math.ceilDiv(burst, partitions);
    double[] bucket = buckets.computeIfAbsent(new Key(policy), _ -> new double[] {0, most});
    double millis = released - Math.min(bucket[0], released);
    double rate = (double) perSecond / partitions;
    double tokens = Math.min(most, bucket[1] + millis / 1000 * rate);
    if (wanted > most || tokens - wanted < -1e-6) {
      return false;
    }
    bucket[0] = released;
    bucket[1] = tokens - wanted;
    return true;
  }

  private record Outcome(boolean kept, String cause, Map<String, Vote> votes) {}

  /// A policy by itself: two that are the same have budgets of their own.
  private record Key(Object policy) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && key.policy == policy;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(policy);
    }
  }

  /// The spans of a trace that came with one entry, by the number of their scope.
  private record Batch(ResourceSpans entry, Map<Integer, List<Span>> byScope) {
    List<Span> spans() {
      return byScope.values().stream().flatMap(List::stream).toList();
    }

    Resource resource() {
      return entry.getResource();
    }

    String service() {
      return resource().getAttributesList().stream()
          .filter(
              each ->
                  each.getKey().equals("service.name")
                      && !each.getValue().getStringValue().isEmpty())
          .findFirst()
          .map(each -> each.getValue().getStringValue())
          .orElse("");
    }

    /// How many bytes the Collector's marshaller writes: ids, statuses and descriptions always.
    long bytes() {
      long bytes = field(resource().getSerializedSize());
      for (Map.Entry<Integer, List<Span>> scope : byScope.entrySet()) {
        ScopeSpans from = entry.getScopeSpans(scope.getKey());
        long inner = field(from.getScope().getSerializedSize());
        for (Span span : scope.getValue()) {
          long size = span.toBuilder().setStatus(span.getStatus()).build().getSerializedSize();
          for (ByteString id :
              List.of(span.getTraceId(), span.getSpanId(), span.getParentSpanId())) {
            size += id.isEmpty() ? 2 : 0;
          }
          inner += field(size);
        }
        bytes += field(inner);
      }
      return bytes;
    }

    private static long field(long size) {
      return 1 + com.google.protobuf.CodedOutputStream.computeUInt64SizeNoTag(size) + size;
    }
  }

  /// A trace with all of its spans.
  private static final class Trace {
    final List<Batch> batches = new ArrayList<>();
    Trace counted = this;
    long firstOffset;
    long lastOffset;
    long firstTime;
    long deadline;
    int lateSpans;
    Optional<Outcome> outcome = Optional.empty();

    List<Span> spans() {
      return batches.stream().flatMap(batch -> batch.spans().stream()).toList();
    }

    int spanCount() {
      return counted.spans().size();
    }

    long bytes() {
      return counted.batches.stream().mapToLong(Batch::bytes).sum();
    }

    boolean anySpan(Predicate<Span> test) {
      return spans().stream().anyMatch(test);
    }

    boolean anyAttribute(String key, Predicate<AnyValue> ofResource, Predicate<AnyValue> ofSpan) {
      return batches.stream()
              .anyMatch(
                  batch ->
                      get(batch.resource().getAttributesList(), key).filter(ofResource).isPresent())
          || anySpan(span -> get(span.getAttributesList(), key).filter(ofSpan).isPresent());
    }

    private static Optional<AnyValue> get(List<KeyValue> attributes, String key) {
      return attributes.stream()
          .filter(each -> each.getKey().equals(key))
          .map(KeyValue::getValue)
          .findFirst();
    }

    Decided decided(ByteString id, Outcome outcome, TailSamplingConfig config) {
      Map<String, Vote> votes = new TreeMap<>();
      for (PolicyConfig policy : config.policies()) {
        String name = policy.shared().name();
        votes.put(name, outcome.votes().getOrDefault(name, Vote.NOT_ASKED));
      }
      Optional<Batch> rooted =
          batches.stream()
              .filter(batch -> batch.spans().stream().anyMatch(Oracle::isRoot))
              .findFirst();
      return new Decided(
          java.util.HexFormat.of().formatHex(id.toByteArray()),
          outcome.kept(),
          outcome.cause(),
          votes,
          firstOffset,
          lastOffset,
          firstTime,
          spans().size(),
          (int) spans().stream().filter(span -> span.getStatus().getCodeValue() == 2).count(),
          bytes(),
          earliest(
              reckoned(config).stream()
                  .map(each -> earliest(each.stream().map(Span::getStartTimeUnixNano).toList()))
                  .toList()),
          latest(
              reckoned(config).stream()
                  .map(each -> latest(each.stream().map(Span::getEndTimeUnixNano).toList()))
                  .toList()),
          rooted.map(
              batch ->
                  batch.spans().stream()
                      .filter(Oracle::isRoot)
                      .findFirst()
                      .orElseThrow()
                      .getName()),
          rooted.map(Batch::service).orElse(""),
          batches.stream()
              .map(Batch::service)
              .filter(name -> !name.isEmpty())
              .distinct()
              .limit(8)
              .toList());
    }

    /// At ingest each batch is reckoned by itself first: a time of zero is forgotten only within
    // it.
    private List<List<Span>> reckoned(TailSamplingConfig config) {
      return config.samplingStrategy().equals("span-ingest")
          ? batches.stream().map(Batch::spans).toList()
          : List.of(spans());
    }

    private static long earliest(List<Long> starts) {
      long min = 0;
      for (long start : starts) {
        min = min == 0 || Long.compareUnsigned(start, min) < 0 ? start : min;
      }
      return min;
    }

    private static long latest(List<Long> ends) {
      long max = 0;
      for (long end : ends) {
        max = max == 0 || Long.compareUnsigned(end, max) > 0 ? end : max;
      }
      return max;
    }
  }
}
