package io.tailrace.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

class OtlpJsonFuzzTest {
  @FuzzTest(maxDuration = "3m")
  void givesAValidRequestOrAReason(byte[] data) {
    FuzzedRequest request = FuzzedRequest.of(data);
    switch (OtlpJson.read(request.signal(), request.bytes())) {
      case OtlpJson.Reading.Malformed(String reason) -> assertThat(reason).isNotEmpty();
      case OtlpJson.Reading.Read(byte[] otlp) -> {
        assertThat(Inspection.of(request.signal(), otlp)).isInstanceOf(Inspection.Valid.class);
        byte[] json = OtlpJson.write(request.signal(), otlp);
        assertThat(OtlpJson.read(request.signal(), json)).isInstanceOf(OtlpJson.Reading.Read.class);
      }
    }
    if (request.valid()) {
      byte[] json = OtlpJson.write(request.signal(), request.bytes());
      assertThat(OtlpJson.read(request.signal(), json)).isInstanceOf(OtlpJson.Reading.Read.class);
    }
  }
}
