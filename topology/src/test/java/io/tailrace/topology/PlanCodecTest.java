package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.config.ComponentId;
import io.tailrace.model.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What one version of the product writes to the plan topic, every other one reads.
final class PlanCodecTest {
  private static final String GROUP = "tailrace.traces.out.to.otlp.2";
  private static final ComponentId OUT = new ComponentId("traces", "out");
  private static final Plan.Path PATH =
      new Plan.Path(
          Set.of(ComponentId.of("otlp"), new ComponentId("zipkin", "b")),
          List.of(new Plan.Step(OUT, ComponentId.of("filter"))));
  private static final Planned PLANNED =
      new Planned(
          new Plan.Route(
              OUT,
              new ComponentId("otlp", "2"),
              Signal.TRACES,
              "tailrace.traces.raw",
              GROUP,
              List.of(PATH)),
          Map.of("receivers", "otlp,zipkin/b", "exporters::otlp/2", "0123456789abcdef"),
          Planned.State.DRAINING,
          12,
          List.of(new Former(List.of(PATH), Map.of(0, 5L, 1, 7L))),
          Map.of(0, -3L, 1, 4L),
          "tailrace.traces.to.otlp.2");

  static List<Integer> schemas() {
    return java.util.stream.IntStream.rangeClosed(1, PlanCodec.SCHEMAS).boxed().toList();
  }

  @Test
  void readsWhatItWrote() {
    assertThat(PlanCodec.decode(GROUP, PlanCodec.encode(PLANNED))).contains(PLANNED);
  }

  @Test
  void writesSingleObjectEncodingWithTheFingerprintOfItsSchema() {
    byte[] bytes = PlanCodec.encode(PLANNED);
    long fingerprint =
        SchemaNormalization.parsingFingerprint64(PlanCodec.schema(PlanCodec.SCHEMAS));

    assertThat(bytes).startsWith(0xC3, 0x01);
    assertThat(java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN).getLong(2))
        .isEqualTo(fingerprint);
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void readsWhatEarlierVersionsWrote(int number) throws IOException {
    assertThat(PlanCodec.decode(GROUP, golden(number))).contains(PLANNED);
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void earlierVersionsReadWhatItWrites(int number) throws IOException {
    Schema earlier = PlanCodec.schema(number);
    BinaryMessageDecoder<GenericRecord> decoder =
        new BinaryMessageDecoder<>(GenericData.get(), earlier);
    decoder.addSchema(PlanCodec.schema(PlanCodec.SCHEMAS));

    GenericRecord read = decoder.decode(PlanCodec.encode(PLANNED));

    assertThat(read).isEqualTo(decoder.decode(golden(number)));
  }

  @Test
  void ignoresWhatIsNoPlan() {
    assertThat(PlanCodec.decode(GROUP, "1\ntraces\notlp".getBytes(StandardCharsets.UTF_8)))
        .isEmpty();
    byte[] cut = java.util.Arrays.copyOf(PlanCodec.encode(PLANNED), 40);
    assertThat(PlanCodec.decode(GROUP, cut)).isEmpty();
  }

  /// The bytes that the product wrote when a schema was the newest.
  private static byte[] golden(int number) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            PlanCodecTest.class.getResourceAsStream("plan/" + number + ".hex"))) {
      return HexFormat.of()
          .parseHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
    }
  }
}
