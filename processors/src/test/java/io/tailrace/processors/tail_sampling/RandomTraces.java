package io.tailrace.processors.tail_sampling;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Records and policies of every kind, the same for the same seed.
final class RandomTraces {
  private static final long EPOCH = 1_700_000_000_000_000_000L;
  private static final List<String> KEYS = List.of("a", "bb", "cc", "http.status_code");
  private static final List<String> TEXTS = List.of("", "x", "xyz", "shop", "ünïcode");

  private final Random random;
  private final List<ByteString> ids = new ArrayList<>();

  /// Creates a source.
  ///
  /// @param halves whether the low half of an id may belong to two traces
  RandomTraces(long seed, boolean halves) {
    random = new Random(seed);
    for (int i = 0; i < 12; i++) {
      byte[] id = new byte[16];
      random.nextBytes(id);
      ids.add(ByteString.copyFrom(id));
    }
    ids.add(ByteString.EMPTY);
    ids.add(ByteString.copyFrom(new byte[16]));
    ids.add(bytes(15));
    if (halves) {
      ids.add(ids.get(1).substring(8, 16).concat(ids.get(2).substring(8)));
    }
  }

  byte[] record() {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    times(3, () -> request.addResourceSpans(entry()));
    return request.build().toByteArray();
  }

  private void times(int most, Runnable what) {
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      what.run();
    }
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private ResourceSpans entry() {
    ResourceSpans.Builder entry = ResourceSpans.newBuilder();
    if (random.nextInt(4) > 0) {
      Resource.Builder resource = Resource.newBuilder();
      if (random.nextBoolean()) {
        resource.addAttributes(attribute("service.name", text("s" + random.nextInt(12))));
      }
      times(2, () -> resource.addAttributes(attribute(one(KEYS), value())));
      entry.setResource(resource);
    }
    times(2, () -> entry.addScopeSpans(scope()));
    return entry.build();
  }

  private ScopeSpans scope() {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder().setSchemaUrl("ignored");
    if (random.nextBoolean()) {
      scope.setScope(InstrumentationScope.newBuilder().setName(one(TEXTS)));
    }
    times(5, () -> scope.addSpans(span()));
    return scope.build();
  }

  private Span span() {
    Span.Builder span = Span.newBuilder().setTraceId(one(ids)).setName("n" + random.nextInt(5));
    if (random.nextInt(8) > 0) {
      span.setSpanId(bytes(8));
    }
    if (random.nextInt(3) > 0) {
      span.setParentSpanId(random.nextInt(8) > 0 ? bytes(8) : ByteString.copyFrom(new byte[8]));
    }
    span.setStartTimeUnixNano(time()).setEndTimeUnixNano(time());
    if (random.nextInt(3) == 0) {
      span.setStatus(Status.newBuilder().setCodeValue(random.nextInt(4)).setMessage(one(TEXTS)));
    }
    if (random.nextInt(4) == 0) {
      span.setTraceState(one(List.of("k=v", "k=w", "j=v,k=v", "k=v,BAD", "j=v", "BAD=v,k=v")));
    }
    if (random.nextInt(4) == 0) {
      span.setFlags(random.nextInt(600));
    }
    times(4, () -> span.addAttributes(attribute(one(KEYS), value())));
    times(1, () -> span.addEventsBuilder().setName(one(TEXTS)).setTimeUnixNano(time()));
    return span.build();
  }

  private ByteString bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private long time() {
    return switch (random.nextInt(30)) {
      case 0 -> 0;
      case 1 -> random.nextLong();
      case 2 -> EPOCH - 86_400_000_000_000L;
      default -> EPOCH + random.nextInt(4000) * 500_000L;
    };
  }

  private static KeyValue attribute(String key, AnyValue value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static AnyValue text(String text) {
    return AnyValue.newBuilder().setStringValue(text).build();
  }

  private AnyValue value() {
    return switch (random.nextInt(6)) {
      case 0, 1 -> text(one(TEXTS));
      case 2 -> AnyValue.newBuilder().setIntValue(random.nextInt(20) - 10).build();
      case 3 -> AnyValue.newBuilder().setBoolValue(random.nextBoolean()).build();
      case 4 -> AnyValue.newBuilder().setDoubleValue(random.nextBoolean() ? Double.NaN : 3).build();
      default -> AnyValue.getDefaultInstance();
    };
  }

  /// A configuration.
  ///
  /// @param policies how many policies it has
  String config(int policies) {
    boolean ingest = random.nextInt(4) == 0;
    StringBuilder yaml = new StringBuilder();
    yaml.append("decision_wait: ").append(random.nextInt(40)).append("ms\n");
    yaml.append("decision_wait_after_root_received: ");
    yaml.append(random.nextBoolean() ? 0 : random.nextInt(20)).append("ms\n");
    yaml.append("sample_on_first_match: ").append(random.nextBoolean()).append('\n');
    yaml.append("sampling_strategy: ");
    yaml.append(ingest ? "span-ingest" : "trace-complete").append('\n');
    if (random.nextInt(4) == 0) {
      yaml.append("maximum_trace_size_bytes: ").append(random.nextInt(2000)).append('\n');
    }
    yaml.append("policies:\n");
    for (int i = 0; i < policies; i++) {
      yaml.append("- {name: p").append(i).append(", ").append(policy(!ingest)).append("}\n");
    }
    return yaml.toString();
  }

  private String policy(boolean stateful) {
    return switch (random.nextInt(9)) {
      case 3 -> stateful ? composite() : leaf(stateful);
      case 0 -> "type: and, and: {and_sub_policy: [" + parts(stateful) + "]}";
      case 1 -> "type: drop, drop: {drop_sub_policy: [" + parts(stateful) + "]}";
      case 2 -> not(stateful);
      default -> leaf(stateful);
    };
  }

  private String not(boolean stateful) {
    return "type: not, not: {not_sub_policy: {" + leaf(stateful) + "}}";
  }

  private String parts(boolean stateful) {
    StringBuilder parts = new StringBuilder("{" + leaf(stateful) + "}");
    times(
        2,
        () ->
            parts
                .append(", {")
                .append(random.nextBoolean() ? not(stateful) : leaf(stateful))
                .append('}'));
    return parts.toString();
  }

  private String composite() {
    return "type: composite, composite: {max_total_spans_per_second: "
        + random.nextInt(40)
        + ", composite_sub_policy: [{name: s, "
        + (random.nextBoolean()
            ? "type: and, and: {and_sub_policy: [" + parts(true) + "]}"
            : leaf(true))
        + "}, {name: t, "
        + leaf(true)
        + "}], rate_allocation: [{policy: s, percent: "
        + random.nextInt(60)
        + "}"
        + (random.nextBoolean() ? ", {policy: t, percent: 40}" : "")
        + "]}";
  }

  private String leaf(boolean stateful) {
    String inverted = ", invert_match: " + (random.nextInt(3) == 0);
    return switch (random.nextInt(stateful ? 14 : 11)) {
      case 0 -> "type: always_sample";
      case 1 -> "type: latency, latency: {threshold_ms: " + random.nextInt(2500) + "}";
      case 2 ->
          "type: probabilistic, probabilistic: {sampling_percentage: " + random.nextInt(101) + "}";
      case 3 ->
          "type: status_code, status_code: {status_codes: ["
              + one(List.of("OK", "ERROR", "UNSET, OK"))
              + "]}";
      case 4 -> "type: span_count, span_count: {min_spans: " + random.nextInt(8) + "}";
      case 5 ->
          "type: trace_state, trace_state: {key: k, values: ["
              + one(List.of("v", "w", "'', w"))
              + "]}";
      case 6 -> "type: trace_flags";
      case 7 ->
          "type: boolean_attribute, boolean_attribute: {key: "
              + one(KEYS)
              + ", value: "
              + random.nextBoolean()
              + inverted
              + "}";
      case 8 ->
          "type: numeric_attribute, numeric_attribute: {key: "
              + one(KEYS)
              + ", min_value: "
              + (random.nextInt(5) - 5)
              + ", max_value: "
              + (1 + random.nextInt(9))
              + inverted
              + "}";
      case 9 ->
          "type: string_attribute, string_attribute: {key: "
              + one(KEYS)
              + ", values: [x, '', shop]"
              + inverted
              + "}";
      case 10 ->
          "type: string_attribute, string_attribute: {key: "
              + one(KEYS)
              + ", values: ["
              + one(List.of("'^$'", "'^x', nix", "y+", "ï"))
              + "], enabled_regex_matching: true"
              + inverted
              + "}";
      case 11 -> {
        int low = random.nextInt(1000);
        yield "type: latency, latency: {threshold_ms: "
            + low
            + ", upper_threshold_ms: "
            + (low + 1 + random.nextInt(900))
            + "}";
      }
      case 12 ->
          "type: rate_limiting, rate_limiting: {spans_per_second: "
              + random.nextInt(200)
              + ", burst_capacity: "
              + random.nextInt(30)
              + "}";
      default ->
          "type: bytes_limiting, bytes_limiting: {bytes_per_second: "
              + random.nextInt(20_000)
              + "}";
    };
  }

  int below(int bound) {
    return random.nextInt(bound);
  }
}
