package io.tailrace.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtlpJsonTest {
  @Test
  void readsBackWhatItWrote() throws Exception {
    for (int seed = 0; seed < 500; seed++) {
      RandomTelemetry random = new RandomTelemetry(seed);
      for (Signal signal : Signal.values()) {
        Message request = random.request(signal);
        byte[] json = OtlpJson.write(signal, request.toByteArray());
        byte[] otlp = read(signal, new String(json, UTF_8));
        assertThat(RandomTelemetry.parse(signal, otlp)).isEqualTo(request);
        assertThat(Inspection.of(signal, otlp)).isInstanceOf(Inspection.Valid.class);
        assertThat(OtlpJson.write(signal, otlp)).isEqualTo(json);
      }
    }
  }

  @Test
  void writesEveryValidRequestThatWasDamaged() {
    Random random = new Random(7);
    for (int round = 0; round < 5_000; round++) {
      Signal signal = Signal.values()[round % 3];
      byte[] bytes = new RandomTelemetry(round % 97).request(signal).toByteArray();
      byte[] mutant = Mutation.of(bytes, random);
      Message parsed = InspectionTest.parse(signal, mutant);
      if (parsed != null && Inspection.of(signal, mutant) instanceof Inspection.Valid) {
        byte[] again = read(signal, new String(OtlpJson.write(signal, mutant), UTF_8));
        assertThat(InspectionTest.items(InspectionTest.parse(signal, again)))
            .isEqualTo(InspectionTest.items(parsed));
      }
    }
  }

  @Test
  void readsTheFormOfTheSpecification() throws Exception {
    byte[] otlp =
        read(
            Signal.TRACES,
            """
            {"resourceSpans": [{
              "resource": {"attributes": [
                {"key": "service.name", "value": {"stringValue": "my.service"}}]},
              "scopeSpans": [{
                "scope": {"name": "my.library", "version": "1.0.0"},
                "spans": [{
                  "traceId": "5B8EFFF798038103D269B633813FC60C",
                  "spanId": "EEE19B7EC3C1B174",
                  "parentSpanId": "EEE19B7EC3C1B173",
                  "name": "I'm a server span",
                  "startTimeUnixNano": "1544712660000000000",
                  "endTimeUnixNano": 1544712661000000000,
                  "kind": 2,
                  "status": {"code": "STATUS_CODE_ERROR"},
                  "droppedLinksCount": null,
                  "somethingNew": {"deep": [1, {"a": []}]},
                  "attributes": [
                    {"key": "n", "value": {"intValue": "-7"}},
                    {"key": "b", "value": {"bytesValue": "aGk_"}},
                    {"key": "d", "value": {"doubleValue": "NaN"}},
                    {"key": "z", "value": {"intValue": 0}}]}]}]}]}
            """);
    Span span =
        ExportTraceServiceRequest.parseFrom(otlp).getResourceSpans(0).getScopeSpans(0).getSpans(0);
    assertThat(span.getTraceId().byteAt(0)).isEqualTo((byte) 0x5b);
    assertThat(span.getStartTimeUnixNano()).isEqualTo(1544712660000000000L);
    assertThat(span.getEndTimeUnixNano()).isEqualTo(1544712661000000000L);
    assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(span.getStatus().getCodeValue()).isEqualTo(2);
    assertThat(span.getAttributes(0).getValue().getIntValue()).isEqualTo(-7);
    assertThat(span.getAttributes(1).getValue().getBytesValue().toStringUtf8()).isEqualTo("hi?");
    assertThat(span.getAttributes(2).getValue().getDoubleValue()).isNaN();
    assertThat(span.getAttributes(3).getValue().hasIntValue()).isTrue();
    assertThat(new String(OtlpJson.write(Signal.TRACES, otlp), UTF_8))
        .contains("\"traceId\":\"5b8efff798038103d269b633813fc60c\"")
        .contains("\"startTimeUnixNano\":\"1544712660000000000\"")
        .contains("\"kind\":2")
        .contains("\"doubleValue\":\"NaN\"")
        .contains("\"intValue\":\"-7\"")
        .doesNotContain("droppedLinksCount");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          []                                    | the request is no JSON object
          1                                     | the request is no JSON object
          {                                     | no JSON
          {} {}                                 | something follows the request
          {"resourceSpans": {}}                 | resourceSpans is not an array at line 1, column 19
          {"resourceSpans": [1]}                | resourceSpans is not an object
          {"resourceSpans": [null]}             | resourceSpans is not an object
          {"resourceSpans": [{"schemaUrl": 1}]} | schemaUrl is not a string
          {"resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": "12"}]}]}]} | not a trace id of 32
          {"resourceSpans": [{"scopeSpans": [{"spans": [{"spanId": "xx"}]}]}]} | not a span id of 16
          {"resourceSpans": [{"scopeSpans": [{"spans": [{"kind": "SERVER"}]}]}]} | number or name
          {"resourceSpans": [{"scopeSpans": [{"spans": [{"kind": true}]}]}]} | number or name
          {"resourceSpans": [{"scopeSpans": [{"spans": [{"flags": -1}]}]}]} | 0 to 4294967295
          {"resourceSpans": [{"scopeSpans": [{"spans": [{"flags": 1.5}]}]}]} | 0 to 4294967295
          {"resourceSpans": [{"scopeSpans": [{"spans": [{"endTimeUnixNano": "18446744073709551616"}]}]}]} | 0 to 18446744073709551615
          {"resourceSpans": [{"scopeSpans": [{"spans": [{"endTimeUnixNano": 1e999999999}]}]}]} | 0 to 18446744073709551615
          """)
  void saysWhatIsWrongAndWhere(String json, String reason) {
    assertThat(OtlpJson.read(Signal.TRACES, json.getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            OtlpJson.Reading.Malformed.class,
            malformed -> assertThat(malformed.reason()).contains(reason));
  }

  @Test
  void refusesNestingWithoutEnd() {
    String arrays = "{\"arrayValue\":{\"values\":[";
    String json =
        "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"body\":" + arrays.repeat(60);
    assertThat(OtlpJson.read(Signal.LOGS, json.getBytes(UTF_8)))
        .isInstanceOf(OtlpJson.Reading.Malformed.class);
    assertThat(OtlpJson.read(Signal.LOGS, "[".repeat(100_000).getBytes(UTF_8)))
        .isInstanceOf(OtlpJson.Reading.Malformed.class);
    String skipped = "{\"unknown\":" + "[".repeat(100_000);
    assertThat(OtlpJson.read(Signal.LOGS, skipped.getBytes(UTF_8)))
        .isInstanceOf(OtlpJson.Reading.Malformed.class);
  }

  @Test
  void readsDamagedJsonWithoutFailing() {
    Random random = new Random(3);
    int read = 0;
    for (int round = 0; round < 5_000; round++) {
      Signal signal = Signal.values()[round % 3];
      byte[] otlp = new RandomTelemetry(round % 97).request(signal).toByteArray();
      byte[] mutant = Mutation.of(OtlpJson.write(signal, otlp), random);
      if (OtlpJson.read(signal, mutant) instanceof OtlpJson.Reading.Read(byte[] found)) {
        assertThat(Inspection.of(signal, found)).isInstanceOf(Inspection.Valid.class);
        read++;
      }
    }
    assertThat(read).isPositive();
  }

  private static byte[] read(Signal signal, String json) {
    return switch (OtlpJson.read(signal, json.getBytes(UTF_8))) {
      case OtlpJson.Reading.Read(byte[] otlp) -> otlp;
      case OtlpJson.Reading.Malformed(String reason) -> throw new AssertionError(reason);
    };
  }
}
