package io.tailrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tailrace.model.KeptSpans.Choice;
import io.tailrace.model.KeptSpans.Kept;
import java.util.List;

class KeptSpansFuzzTest {
  private static final List<Annotation> REASONS =
      List.of(
          Annotation.NONE.onSpan("k1", "v").onSpan("k2", 1.5).onScope("k3", "v"),
          Annotation.NONE.onScope("k3", "w"));

  /// Whatever the signal that the data names: the bytes are taken for spans.
  @FuzzTest(maxDuration = "3m")
  void keepsWhatTheSlicerKeeps(byte[] data) {
    FuzzedRequest fuzzed = FuzzedRequest.of(data);
    FuzzedRequest request = new FuzzedRequest(Signal.TRACES, fuzzed.number(), fuzzed.bytes());
    Slicer slicer = new Slicer(Signal.TRACES, 2 + request.number() % 8);
    List<Slice> slices;
    try {
      slices = slicer.slice(request.bytes());
    } catch (MalformedTelemetry _) {
      assertThatThrownBy(() -> copy(request, slicer, 0)).isInstanceOf(MalformedTelemetry.class);
      return;
    }
    for (Slice slice : slices) {
      Kept kept = copy(request, slicer, slice.partition());
      assertThat(kept.spans()).isEqualTo(slice.items());
      assertThat(kept.resources()).hasSize(slice.resources()).doesNotHaveDuplicates().isSorted();
      if (slice == slices.getFirst()) {
        assertThat(kept.otlp()).isEqualTo(slice.otlp());
      }
    }
    annotate(request);
  }

  private static Kept copy(FuzzedRequest request, Slicer slicer, int partition) {
    return new KeptSpans((high, low) -> slicer.partition(low) == partition ? 0 : Choice.LEAVE_OUT)
        .copy(request.bytes());
  }

  private static void annotate(FuzzedRequest request) {
    KeptSpans spans = new KeptSpans((high, low) -> (int) (low & 3) - 1, REASONS);
    try {
      Kept kept = spans.copy(request.bytes());
      assertThat(Items.count(Signal.TRACES, kept.otlp())).isEqualTo(kept.spans());
      assertThat(Items.resources(kept.otlp())).isEqualTo(kept.resources().length);
      if (request.valid()) {
        assertThat(Inspection.of(Signal.TRACES, kept.otlp()))
            .isEqualTo(new Inspection.Valid(kept.spans()));
      }
    } catch (MalformedTelemetry _) {
      assertThat(request.valid()).isFalse();
    }
  }
}
