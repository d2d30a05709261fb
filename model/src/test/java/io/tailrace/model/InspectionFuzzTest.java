package io.tailrace.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.Message;

class InspectionFuzzTest {
  @FuzzTest(maxDuration = "3m")
  void agreesWithProtobuf(byte[] data) {
    FuzzedRequest request = FuzzedRequest.of(data);
    Message parsed = InspectionTest.parse(request.signal(), request.bytes());
    switch (Inspection.of(request.signal(), request.bytes())) {
      case Inspection.Valid(int items) -> {
        // Protobuf parses no text that is not UTF-8, and joins data that another kind replaced.
        if (parsed != null && request.signal() != Signal.METRICS) {
          assertThat(items).isEqualTo(InspectionTest.items(parsed));
        }
      }
      case Inspection.Malformed(String reason) -> {
        // What the inspection refuses beyond protobuf may lie where a later field replaced it.
        if (!reason.contains("more than ten bytes")
            && !reason.matches("(wire type|\\d+ bytes) .*")) {
          assertThat(parsed).as(reason).isNull();
        }
      }
    }
  }
}
