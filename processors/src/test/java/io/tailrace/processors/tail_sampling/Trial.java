package io.tailrace.processors.tail_sampling;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.component.sampling.TraceSampler;
import io.tailrace.component.sampling.Undecided;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A sampler that is given spans one by one, and what it decided. Times are milliseconds of the
/// log, from 0 on.
final class Trial {
  final TraceSampler sampler;
  final Undecided undecided;
  final List<Oracle.Decided> decided = new ArrayList<>();
  private long offset;
  private long now;

  Trial(String yaml) {
    this(yaml, 1);
  }

  Trial(String yaml, int partitions) {
    sampler = TailSamplerOracleTest.sampler(yaml);
    undecided = sampler.open(partitions);
  }

  /// One policy, with the default wait of 30 s.
  static Trial policy(String policy) {
    return new Trial("policies: [{name: p, " + policy + "}]");
  }

  Trial at(long time) {
    now = time;
    undecided.decide(now, trace -> decided.add(TailSamplerOracleTest.copy(trace, sampler)));
    return this;
  }

  /// Takes spans that come together, of one resource.
  Trial take(ResourceSpans.Builder resource, Span.Builder... spans) {
    for (Span.Builder span : spans) {
      resource.addScopeSpansBuilder().addSpans(span);
    }
    return take(
        ExportTraceServiceRequest.newBuilder().addResourceSpans(resource).build().toByteArray());
  }

  Trial take(Span.Builder... spans) {
    return take(ResourceSpans.newBuilder(), spans);
  }

  Trial take(byte[] otlp) {
    undecided.take(otlp, offset++, now);
    return this;
  }

  /// Whether the only trace is kept.
  boolean kept() {
    at(now + 40_000);
    if (decided.size() != 1) {
      throw new AssertionError("one trace was expected: " + decided);
    }
    return decided.getFirst().kept();
  }

  /// What decided, by the last digits of the traces' ids.
  Map<Long, String> outcomes() {
    at(now + 40_000);
    Map<Long, String> outcomes = new TreeMap<>();
    decided.forEach(
        each ->
            outcomes.put(
                Long.parseUnsignedLong(each.id().substring(16), 16),
                (each.kept() ? "kept " : "dropped ") + each.cause()));
    return outcomes;
  }

  /// The ids of kept traces.
  List<Long> keptIds() {
    return outcomes().entrySet().stream()
        .filter(each -> each.getValue().startsWith("kept"))
        .map(Map.Entry::getKey)
        .toList();
  }

  /// A span of trace 1 that is no root.
  static Span.Builder span() {
    return span(1);
  }

  static Span.Builder span(long trace) {
    return Span.newBuilder()
        .setTraceId(ByteString.copyFrom(ByteBuffer.allocate(16).putLong(8, trace).array()))
        .setSpanId(ByteString.copyFromUtf8("12345678"))
        .setParentSpanId(ByteString.copyFromUtf8("87654321"));
  }

  /// A span that lasts so many milliseconds.
  static Span.Builder lasting(long millis) {
    return from(5_000, millis);
  }

  static Span.Builder from(long start, long millis) {
    return span()
        .setStartTimeUnixNano(start * 1_000_000)
        .setEndTimeUnixNano((start + millis) * 1_000_000);
  }

  static KeyValue attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  static AnyValue.Builder text(String text) {
    return AnyValue.newBuilder().setStringValue(text);
  }

  static AnyValue.Builder number(long number) {
    return AnyValue.newBuilder().setIntValue(number);
  }

  static AnyValue.Builder flag(boolean flag) {
    return AnyValue.newBuilder().setBoolValue(flag);
  }
}
