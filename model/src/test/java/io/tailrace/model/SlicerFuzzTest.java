package io.tailrace.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

class SlicerFuzzTest {
  @FuzzTest(maxDuration = "3m")
  void keepsEveryItem(byte[] data) {
    FuzzedRequest request = FuzzedRequest.of(data);
    Slicer slicer = new Slicer(request.signal(), 1 + request.number());
    List<Slice> slices;
    try {
      slices = slicer.slice(request.bytes());
    } catch (MalformedTelemetry _) {
      assertThat(request.valid()).isFalse();
      return;
    }
    int items = 0;
    for (Slice slice : slices) {
      items += slice.items();
      if (request.valid()) {
        assertThat(Inspection.of(request.signal(), slice.otlp()))
            .isEqualTo(new Inspection.Valid(slice.items()));
      }
    }
    assertThat(items).isEqualTo(Items.count(request.signal(), request.bytes()));
  }
}
