package io.tailrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.model.KeptSpans.Choice;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnnotationTest {
  private static final KeyValue POLICY = text("sampling.policy", "slow");
  private static final KeyValue COUNT =
      KeyValue.newBuilder()
          .setKey("sampling.adjusted_count")
          .setValue(AnyValue.newBuilder().setDoubleValue(12.5))
          .build();

  private static final Annotation SLOW =
      Annotation.NONE
          .onSpan("sampling.policy", "slow")
          .onSpan("sampling.adjusted_count", 12.5)
          .onScope("tailsampling.policy", "slow");
  private static final Annotation ERRORS = Annotation.NONE.onScope("tailsampling.policy", "errors");

  private static final Choice ALL = (high, low) -> 0;

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  @Test
  void standsAtTheEndOfTheSpanItIsOf() throws Exception {
    Annotation annotation =
        Annotation.NONE.onSpan("sampling.policy", "slow").onSpan("sampling.adjusted_count", 12.5);
    for (int seed = 0; seed < 200; seed++) {
      ExportTraceServiceRequest request = new RandomTelemetry(seed).traces();
      ExportTraceServiceRequest.Builder wanted = whole(request).toBuilder();
      wanted.getResourceSpansBuilderList().stream()
          .flatMap(entry -> entry.getScopeSpansBuilderList().stream())
          .flatMap(scope -> scope.getSpansBuilderList().stream())
          .forEach(span -> span.addAttributes(POLICY).addAttributes(COUNT));

      assertThat(copy(request, ALL, annotation)).isEqualTo(wanted.build());
    }
  }

  private static ExportTraceServiceRequest whole(ExportTraceServiceRequest request)
      throws Exception {
    return copy(request, ALL);
  }

  private static ExportTraceServiceRequest copy(
      ExportTraceServiceRequest request, Choice choice, Annotation... annotations)
      throws Exception {
    byte[] otlp = new KeptSpans(choice, List.of(annotations)).copy(request.toByteArray()).otlp();
    assertThat(Inspection.of(Signal.TRACES, otlp)).isInstanceOf(Inspection.Valid.class);
    return ExportTraceServiceRequest.parseFrom(otlp);
  }

  @Test
  void isWrittenAsAParserWritesIt() {
    Span span = Span.newBuilder().setTraceId(id(1)).addAttributes(text("a", "b")).build();
    ExportTraceServiceRequest.Builder wanted = request(span).toBuilder();
    ScopeSpans.Builder scope = wanted.getResourceSpansBuilder(0).getScopeSpansBuilder(0);
    scope.getSpansBuilder(0).addAttributes(POLICY).addAttributes(COUNT);
    scope.getScopeBuilder().addAttributes(text("tailsampling.policy", "slow"));

    assertThat(new KeptSpans(ALL, List.of(SLOW)).copy(request(span).toByteArray()).otlp())
        .isEqualTo(wanted.build().toByteArray());
  }

  private static ExportTraceServiceRequest request(Span... spans) {
    return request(
        ScopeSpans.newBuilder()
            .setScope(InstrumentationScope.newBuilder().setName("lib"))
            .addAllSpans(List.of(spans))
            .setSchemaUrl("schema")
            .build());
  }

  private static ExportTraceServiceRequest request(ScopeSpans scope) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope).setSchemaUrl("outer"))
        .build();
  }

  private static ByteString id(long low) {
    return ByteString.copyFrom(ByteBuffer.allocate(16).putLong(0).putLong(low).array());
  }

  private static Span span(long trace) {
    return Span.newBuilder().setTraceId(id(trace)).setName("GET /").build();
  }

  @Test
  void takesThePlaceOfAttributesWithItsKeys() throws Exception {
    ScopeSpans scope =
        ScopeSpans.newBuilder()
            .setScope(
                InstrumentationScope.newBuilder()
                    .addAttributes(text("tailsampling.policy", "of another sampler"))
                    .addAttributes(text("a", "b"))
                    .setDroppedAttributesCount(3))
            .addSpans(
                span(1).toBuilder()
                    .addAttributes(text("sampling.policy", "of another sampler"))
                    .addAttributes(text("sampling.policy.version", "1")))
            .build();

    ScopeSpans copied = copy(request(scope), ALL, SLOW).getResourceSpans(0).getScopeSpans(0);

    assertThat(copied.getScope().getAttributesList())
        .containsExactly(text("a", "b"), text("tailsampling.policy", "slow"));
    assertThat(copied.getScope().getDroppedAttributesCount()).isEqualTo(3);
    assertThat(copied.getSpans(0).getAttributesList())
        .containsExactly(text("sampling.policy.version", "1"), POLICY, COUNT);
  }

  @Test
  void makesAScopeWhereThereIsNone() throws Exception {
    ScopeSpans scope = ScopeSpans.newBuilder().addSpans(span(1)).build();
    assertThat(copy(request(scope), ALL, ERRORS))
        .isEqualTo(
            request(
                scope.toBuilder()
                    .setScope(
                        InstrumentationScope.newBuilder()
                            .addAttributes(text("tailsampling.policy", "errors")))
                    .build()));
  }

  @Test
  void isNotedOnceOnAScopeThatIsWrittenInParts() throws Exception {
    byte[] part =
        InstrumentationScope.newBuilder()
            .addAttributes(text("tailsampling.policy", "of another sampler"))
            .addAttributes(text("a", "b"))
            .build()
            .toByteArray();
    Message out = new Message(64);
    int resource = out.open(1);
    int scope = out.open(2);
    out.bytes(1, part, 0, part.length);
    byte[] span = span(1).toByteArray();
    out.bytes(2, span, 0, span.length);
    out.bytes(1, part, 0, part.length);
    out.close(scope);
    out.close(resource);

    ExportTraceServiceRequest copied =
        copy(ExportTraceServiceRequest.parseFrom(out.toBytes()), ALL, ERRORS);
    byte[] direct = new KeptSpans(ALL, List.of(ERRORS)).copy(out.toBytes()).otlp();

    assertThat(ExportTraceServiceRequest.parseFrom(direct)).isEqualTo(copied);
    assertThat(copied.getResourceSpans(0).getScopeSpans(0).getScope().getAttributesList())
        .containsExactly(text("a", "b"), text("a", "b"), text("tailsampling.policy", "errors"));
  }

  @Test
  void dividesAScopeByWhatIsSaidOfIt() throws Exception {
    Annotation late = ERRORS.onScope("tailsampling.cached_decision", true);
    ExportTraceServiceRequest copied =
        copy(
            request(span(2), span(0), span(1), span(2), span(9), span(3), span(1)),
            (high, low) -> low == 9 ? Choice.LEAVE_OUT : (int) low,
            ERRORS,
            SLOW,
            late,
            Annotation.NONE);

    assertThat(copied.getResourceSpansCount()).isEqualTo(1);
    ResourceSpans entry = copied.getResourceSpans(0);
    assertThat(entry.getSchemaUrl()).isEqualTo("outer");
    assertThat(entry.getScopeSpansList())
        .allMatch(scope -> scope.getScope().getName().equals("lib"))
        .allMatch(scope -> scope.getSchemaUrl().equals("schema"))
        .extracting(AnnotationTest::tracesOf)
        .containsExactly(List.of(2L, 2L), List.of(0L), List.of(1L, 1L), List.of(3L));
    assertThat(entry.getScopeSpans(0).getScope().getAttributesList())
        .containsExactly(
            text("tailsampling.policy", "errors"),
            KeyValue.newBuilder()
                .setKey("tailsampling.cached_decision")
                .setValue(AnyValue.newBuilder().setBoolValue(true))
                .build());
    assertThat(entry.getScopeSpans(2).getSpans(1).getAttributesList())
        .containsExactly(POLICY, COUNT);
    assertThat(entry.getScopeSpans(3).getScope().getAttributesList()).isEmpty();
  }

  private static List<Long> tracesOf(ScopeSpans scope) {
    return scope.getSpansList().stream()
        .map(span -> span.getTraceId().asReadOnlyByteBuffer().getLong(8))
        .toList();
  }

  @Test
  void leavesAScopeWholeWhereTheSameIsSaidOfIt() throws Exception {
    Annotation other = ERRORS.onSpan("sampling.policy", "slow");
    ExportTraceServiceRequest copied =
        copy(request(span(0), span(1), span(0)), (high, low) -> (int) low, ERRORS, other);
    List<ScopeSpans> scopes = copied.getResourceSpans(0).getScopeSpansList();
    assertThat(scopes).hasSize(1);
    assertThat(scopes.getFirst().getSpansList())
        .containsExactly(span(0), span(1).toBuilder().addAttributes(POLICY).build(), span(0));
  }

  @Test
  void isNoneWhereTheChoiceNamesOneThatDoesNotExist() throws Exception {
    ExportTraceServiceRequest copied =
        copy(request(span(0), span(1)), (high, low) -> low == 0 ? 0 : Integer.MAX_VALUE, ERRORS);
    assertThat(copied.getResourceSpans(0).getScopeSpansList())
        .extracting(scope -> scope.getScope().getAttributesCount())
        .containsExactly(1, 0);
  }

  @Test
  void refusesToSayTwoThingsUnderOneKey() {
    assertThatThrownBy(() -> SLOW.onSpan("sampling.policy", 1.0))
        .hasMessage("two attributes have the key sampling.policy");
    assertThatThrownBy(() -> ERRORS.onScope("tailsampling.policy", "slow"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void saysOfEverySpanWhatItsTraceWasKeptFor() throws Exception {
    List<Annotation> reasons = List.of(SLOW, ERRORS, Annotation.NONE, SLOW.onScope("late", true));
    Choice choice = (high, low) -> (int) Long.remainderUnsigned(Mix.mix(low), 5) - 1;
    KeptSpans spans = new KeptSpans(choice, reasons);
    for (int seed = 0; seed < 300; seed++) {
      ExportTraceServiceRequest request = new RandomTelemetry(seed).traces();
      byte[] copied = spans.copy(request.toByteArray()).otlp();
      assertThat(ExportTraceServiceRequest.parseFrom(copied)).isEqualTo(annotate(request, choice));
      assertThat(Inspection.of(Signal.TRACES, copied)).isInstanceOf(Inspection.Valid.class);
    }
  }

  private static ExportTraceServiceRequest annotate(
      ExportTraceServiceRequest request, Choice choice) {
    ExportTraceServiceRequest.Builder all = request.toBuilder().clearResourceSpans();
    for (ResourceSpans entry : request.getResourceSpansList()) {
      ResourceSpans.Builder scopes = entry.toBuilder().clearScopeSpans();
      for (ScopeSpans scope : entry.getScopeSpansList()) {
        Map<Integer, ScopeSpans.Builder> reasons = new LinkedHashMap<>();
        for (Span span : scope.getSpansList()) {
          ByteString id = span.getTraceId();
          int reason = choice.of(0, id.isEmpty() ? 0 : id.asReadOnlyByteBuffer().getLong(8));
          if (reason >= 0) {
            reasons
                .computeIfAbsent(reason, _ -> copyOf(scope, reason))
                .addSpans(span(span, reason));
          }
        }
        reasons.values().forEach(scopes::addScopeSpans);
      }
      if (scopes.getScopeSpansCount() > 0) {
        all.addResourceSpans(scopes);
      }
    }
    return all.build();
  }

  private static ScopeSpans.Builder copyOf(ScopeSpans scope, int reason) {
    ScopeSpans.Builder copy = scope.toBuilder().clearSpans();
    switch (reason) {
      case 0 -> copy.getScopeBuilder().addAttributes(text("tailsampling.policy", "slow"));
      case 1 -> copy.getScopeBuilder().addAttributes(text("tailsampling.policy", "errors"));
      case 3 ->
          copy.getScopeBuilder()
              .addAttributes(text("tailsampling.policy", "slow"))
              .addAttributesBuilder()
              .setKey("late")
              .setValue(AnyValue.newBuilder().setBoolValue(true));
      default -> {}
    }
    return copy;
  }

  private static Span span(Span span, int reason) {
    return reason == 0 || reason == 3
        ? span.toBuilder().addAttributes(POLICY).addAttributes(COUNT).build()
        : span;
  }
}
