package io.tailrace.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

class ItemsFuzzTest {
  @FuzzTest(maxDuration = "3m")
  void losesNoItem(byte[] data) {
    FuzzedRequest request = FuzzedRequest.of(data);
    try {
      check(request, Items.of(request.signal(), request.bytes()));
    } catch (MalformedTelemetry _) {
      assertThat(request.valid()).isFalse();
    }
  }

  private static void check(FuzzedRequest request, Items items) {
    int most = 16 + request.number() * 8;
    Split split = items.split(most);
    int kept = split.rejected();
    for (Part part : split.parts()) {
      assertThat(part.otlp().length).isLessThanOrEqualTo(most);
      assertThat(Items.count(request.signal(), part.otlp())).isEqualTo(part.items());
      kept += part.items();
    }
    assertThat(kept).isEqualTo(items.count());
    assertThat(items.halves().stream().mapToInt(Part::items).sum()).isEqualTo(items.count());
    assertThat(items.chunks(3).stream().mapToInt(Part::items).sum()).isEqualTo(items.count());
  }
}
