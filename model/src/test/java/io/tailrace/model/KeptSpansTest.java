package io.tailrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.sun.management.ThreadMXBean;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.model.KeptSpans.Choice;
import io.tailrace.model.KeptSpans.Kept;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class KeptSpansTest {
  private static final Choice ALL = (high, low) -> 0;
  private static final Choice NONE = (high, low) -> Choice.LEAVE_OUT;

  @Test
  void writesWhatAParserWritesThatKeptThoseSpansOnly() {
    int empty = 0;
    for (int seed = 0; seed < 500; seed++) {
      ExportTraceServiceRequest request = new RandomTelemetry(seed).traces();
      Choice choice = tenth(seed % 11);
      List<Integer> resources = new ArrayList<>();
      ExportTraceServiceRequest wanted = filter(request, choice, resources);

      Kept kept = new KeptSpans(choice).copy(request.toByteArray());

      assertThat(kept.otlp()).isEqualTo(wanted.toByteArray());
      assertThat(kept.spans()).isEqualTo(Items.count(Signal.TRACES, wanted.toByteArray()));
      assertThat(Arrays.stream(kept.resources()).boxed()).isEqualTo(resources);
      assertThat(kept.isEmpty()).isEqualTo(resources.isEmpty());
      empty += kept.isEmpty() ? 1 : 0;
    }
    assertThat(empty).isBetween(50, 450);
  }

  private static Choice tenth(int tenths) {
    return (high, low) -> Long.remainderUnsigned(Mix.mix(high ^ low), 10) < tenths ? 0 : -1;
  }

  private static ExportTraceServiceRequest filter(
      ExportTraceServiceRequest request, Choice choice, List<Integer> resources) {
    ExportTraceServiceRequest.Builder all = request.toBuilder().clearResourceSpans();
    for (int i = 0; i < request.getResourceSpansCount(); i++) {
      ResourceSpans entry = request.getResourceSpans(i);
      ResourceSpans.Builder scopes = entry.toBuilder().clearScopeSpans();
      for (ScopeSpans scope : entry.getScopeSpansList()) {
        ScopeSpans.Builder spans = scope.toBuilder().clearSpans();
        scope.getSpansList().stream()
            .filter(span -> choice.of(half(span, 0), half(span, 8)) >= 0)
            .forEach(spans::addSpans);
        if (spans.getSpansCount() > 0) {
          scopes.addScopeSpans(spans);
        }
      }
      if (scopes.getScopeSpansCount() > 0) {
        all.addResourceSpans(scopes);
        resources.add(i);
      }
    }
    return all.build();
  }

  private static long half(Span span, int at) {
    ByteString id = span.getTraceId();
    return id.isEmpty() ? 0 : ByteBuffer.wrap(id.toByteArray()).getLong(at);
  }

  @Test
  void writesWhatTheSlicerWrites() {
    Slicer slicer = new Slicer(Signal.TRACES, 3);
    for (int seed = 0; seed < 200; seed++) {
      byte[] otlp = new RandomTelemetry(seed).traces().toByteArray();
      for (Slice slice : slicer.slice(otlp)) {
        Choice choice = (high, low) -> slicer.partition(low) == slice.partition() ? 0 : -1;
        assertThat(new KeptSpans(choice).copy(otlp))
            .returns(slice.otlp(), Kept::otlp)
            .returns(slice.items(), Kept::spans);
      }
    }
  }

  @Test
  void writesTheSameBytesWhereAllIsKept() {
    for (int seed = 0; seed < 100; seed++) {
      byte[] otlp =
          filter(new RandomTelemetry(seed).traces(), ALL, new ArrayList<>()).toByteArray();
      assertThat(new KeptSpans(ALL).copy(otlp).otlp()).isEqualTo(otlp);
    }
  }

  @Test
  void keepsNothingOfARequestWithoutSpansOfKeptTraces() {
    byte[] unknown = new byte[] {(byte) 0x98, 6, 1};
    assertThat(new KeptSpans(ALL).copy(new byte[0]).isEmpty()).isTrue();
    assertThat(new KeptSpans(ALL).copy(unknown).otlp()).isEmpty();
    assertThat(new KeptSpans(ALL).copy(new byte[] {0x0a, 2, 0x12, 0}).otlp()).isEmpty();
    Kept none = new KeptSpans(NONE).copy(new RandomTelemetry(1).traces().toByteArray());
    assertThat(none.otlp()).isEmpty();
    assertThat(none.resources()).isEmpty();
  }

  @Test
  void allocatesLessThanAnObjectForARequestOfWhichNothingIsKept() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    KeptSpans spans = new KeptSpans(NONE);
    byte[] otlp = spansOf(LongStream.range(0, 500).toArray());
    spans.copy(otlp);
    int requests = 1_000;
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < requests; i++) {
      spans.copy(otlp);
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(16 * requests);
  }

  @Test
  void keepsUnknownFieldsOfEveryLevelWhereTheyStood() {
    Choice odd = (high, low) -> (low & 1) == 1 ? 0 : -1;
    assertThat(new KeptSpans(odd).copy(withUnknownFields(6, false)).otlp())
        .isEqualTo(withUnknownFields(6, true));
  }

  private static byte[] withUnknownFields(int spans, boolean onlyOdd) {
    Message out = new Message(64);
    out.varint(99, 1);
    for (int r = 0; r < 2; r++) {
      int resource = out.open(1);
      out.text(98, "resource");
      int scope = out.open(2);
      for (int i = 0; i < spans; i++) {
        if (!onlyOdd || i % 2 == 1) {
          int span = out.open(2);
          out.bytes(1, id(0, i), 0, 16);
          out.fixed32(97, i);
          out.close(span);
        }
        out.text(96, "behind span " + i);
      }
      out.close(scope);
      out.text(95, "behind the scope");
      out.close(resource);
      out.varint(94, r);
    }
    return out.toBytes();
  }

  private static byte[] id(long high, long low) {
    return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
  }

  @Test
  void asksOnceForSpansOfATraceThatFollowEachOther() {
    byte[] otlp = spansOf(7, 7, 7, 8, 8, 7, 0, 0);
    List<Long> asked = new ArrayList<>();
    KeptSpans spans =
        new KeptSpans(
            (high, low) -> {
              asked.add(low);
              return low == 7 ? 0 : -5;
            });

    assertThat(spans.copy(otlp).spans()).isEqualTo(4);
    assertThat(asked).containsExactly(7L, 8L, 7L, 0L);
    spans.copy(spansOf(0));
    assertThat(asked).hasSize(5);
  }

  @Test
  void tellsTracesApartByAllOfTheirIds() {
    Message out = new Message(64);
    int resource = out.open(1);
    int scope = out.open(2);
    for (long high = 0; high < 4; high++) {
      int span = out.open(2);
      out.bytes(1, id(high, 5), 0, 16);
      out.close(span);
    }
    out.close(scope);
    out.close(resource);
    assertThat(new KeptSpans((high, low) -> high == 2 ? 0 : -1).copy(out.toBytes()).spans())
        .isEqualTo(1);
  }

  private static byte[] spansOf(long... traces) {
    Message out = new Message(64);
    int resource = out.open(1);
    int scope = out.open(2);
    for (long trace : traces) {
      int span = out.open(2);
      out.bytes(1, id(0, trace), 0, 16);
      out.close(span);
    }
    out.close(scope);
    out.close(resource);
    return out.toBytes();
  }

  @Test
  void refusesWhatTheSlicerRefusesAndGoesOnAfterwards() {
    Random random = new Random(2);
    Slicer slicer = new Slicer(Signal.TRACES, 5);
    KeptSpans spans = new KeptSpans(tenth(5));
    byte[] sound = new RandomTelemetry(3).traces().toByteArray();
    byte[] wanted = new KeptSpans(tenth(5)).copy(sound).otlp();
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      byte[] damaged = Mutation.of(new RandomTelemetry(i % 50).traces().toByteArray(), random);
      try {
        slicer.slice(damaged);
        spans.copy(damaged);
      } catch (MalformedTelemetry _) {
        assertThatThrownBy(() -> slicer.slice(damaged)).isInstanceOf(MalformedTelemetry.class);
        assertThatThrownBy(() -> spans.copy(damaged)).isInstanceOf(MalformedTelemetry.class);
        refused++;
      }
      assertThat(spans.copy(sound).otlp()).isEqualTo(wanted);
    }
    assertThat(refused).isBetween(300, 2_700);
  }
}
