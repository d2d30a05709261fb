package io.tailrace.exporters.otlp_grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import io.grpc.Metadata;
import io.grpc.Status;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.component.Delivery;
import io.tailrace.component.Exporter;
import io.tailrace.component.Factory;
import io.tailrace.component.Payload;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.Options;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OtlpGrpcExporterTest {
  private static final byte[] REQUEST =
      ExportTraceServiceRequest.newBuilder()
          .addResourceSpans(
              ResourceSpans.newBuilder()
                  .addScopeSpans(ScopeSpans.newBuilder().addSpans(Span.newBuilder().setName("a"))))
          .build()
          .toByteArray();
  private static final Payload TRACES = Payload.of(Signal.TRACES, REQUEST, 1);

  private GrpcBackend backend;
  private Exporter exporter;

  @BeforeEach
  void start() throws Exception {
    backend = new GrpcBackend();
    exporter = exporter("");
  }

  @AfterEach
  void stop() {
    exporter.close();
    backend.close();
  }

  @ParameterizedTest
  @EnumSource
  void sendsThePayloadAsItIs(Signal signal) throws Exception {
    Delivery delivery = exporter.export(Payload.of(signal, REQUEST, 1));

    assertThat(delivery).isEqualTo(Delivery.DELIVERED);
    assertThat(backend.received())
        .singleElement()
        .satisfies(
            received -> {
              assertThat(received.signal()).isEqualTo(signal);
              assertThat(received.otlp()).isEqualTo(REQUEST);
              assertThat(received.header("user-agent")).startsWith("Tailrace/");
            });
  }

  @Test
  void compressesWithGzipUnlessToldOtherwise() throws Exception {
    exporter.export(TRACES);

    assertThat(backend.received().getFirst().header("grpc-encoding")).isEqualTo("gzip");
  }

  @ParameterizedTest
  @CsvSource({
    "UNAUTHENTICATED, Unreachable",
    "PERMISSION_DENIED, Unreachable",
    "UNIMPLEMENTED, Unreachable",
    "NOT_FOUND, Unreachable",
    "INVALID_ARGUMENT, Refused",
    "FAILED_PRECONDITION, Refused",
    "ALREADY_EXISTS, Refused",
    "UNAVAILABLE, Retry",
    "RESOURCE_EXHAUSTED, Retry",
    "DEADLINE_EXCEEDED, Retry",
    "ABORTED, Retry",
    "CANCELLED, Retry",
    "OUT_OF_RANGE, Retry",
    "DATA_LOSS, Retry",
    "INTERNAL, Retry",
    "UNKNOWN, Retry",
  })
  void tellsWhoseFaultAStatusIs(Status.Code code, String meaning) throws Exception {
    backend.fail(code.toStatus().withDescription("because"), new Metadata());

    Delivery delivery = exporter.export(TRACES);

    assertThat(delivery.getClass().getSimpleName()).isEqualTo(meaning);
    assertThat(delivery.toString()).contains(code.name() + ": because");
  }

  @Test
  void waitsAsLongAsTheServerAsks() throws Exception {
    Metadata trailers = new Metadata();
    trailers.put(
        Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER),
        statusWithRetryInfo(7, 500_000_000));
    backend.fail(Status.RESOURCE_EXHAUSTED.withDescription("slow down"), trailers);

    assertThat(exporter.export(TRACES))
        .isEqualTo(new Delivery.Retry("RESOURCE_EXHAUSTED: slow down", Duration.ofMillis(7500)));
  }

  @ParameterizedTest
  @CsvSource({
    "RESOURCE_EXHAUSTED, grpc: received message larger than max (9 vs. 4)",
    "RESOURCE_EXHAUSTED, gRPC message exceeds maximum size 4: 9",
    "OUT_OF_RANGE, 'Error, message length too large: found 9 bytes, the limit is: 4 bytes'",
  })
  void takesAMessageThatIsTooLargeForThePayloadsFault(Status.Code code, String text)
      throws Exception {
    backend.fail(code.toStatus().withDescription(text), new Metadata());

    assertThat(exporter.export(TRACES)).isInstanceOf(Delivery.Refused.class);
  }

  @Test
  void readsAPartialSuccess() throws Exception {
    backend.answer(
        _ ->
            ExportTraceServiceResponse.newBuilder()
                .setPartialSuccess(
                    ExportTracePartialSuccess.newBuilder()
                        .setRejectedSpans(3)
                        .setErrorMessage("too old"))
                .build()
                .toByteArray());

    assertThat(exporter.export(TRACES)).isEqualTo(new Delivery.Partial(3, "too old"));
  }

  @Test
  void doesNotTakeGarbageForASuccess() throws Exception {
    backend.answer(_ -> new byte[] {(byte) 0xff, (byte) 0xff});

    assertThat(exporter.export(TRACES))
        .isInstanceOfSatisfying(
            Delivery.Unreachable.class,
            failure -> assertThat(failure.reason()).contains("not OTLP"));
  }

  @Test
  void doesNotReadAnEndlessAnswer() throws Exception {
    backend.answer(_ -> new byte[5 * 1024 * 1024]);

    assertThat(exporter.export(TRACES))
        .isInstanceOfSatisfying(
            Delivery.Partial.class,
            partial -> assertThat(partial.reason()).contains("too large to read"));
  }

  @Test
  void triesAgainWhenNobodyListens() throws Exception {
    backend.close();

    assertThat(exporter.export(TRACES))
        .isInstanceOfSatisfying(
            Delivery.Retry.class, retry -> assertThat(retry.reason()).contains("UNAVAILABLE"));
  }

  @Test
  void blamesTheEndpointForANameThatDoesNotResolve() throws Exception {
    try (Exporter lost = started("{endpoint: no-such-host.invalid:4317, timeout: 0s}")) {
      assertThat(lost.export(TRACES)).isInstanceOf(Delivery.Unreachable.class);
    }
  }

  /// Returns a started exporter to the backend.
  ///
  /// @param yaml its options beside the endpoint
  private Exporter exporter(String yaml) throws Exception {
    return started("endpoint: " + backend.endpoint() + "\ntls: {insecure: true}\n" + yaml);
  }

  private static Exporter started(String yaml) throws Exception {
    Exporter made =
        ((Factory.ExporterMaker<OtlpGrpcConfig>) OtlpGrpcExporter.FACTORY.maker())
            .make(Options.of(OtlpGrpcExporter.FACTORY, yaml), new FakeHost("otlp_grpc"));
    made.start();
    return made;
  }

  private static byte[] statusWithRetryInfo(long seconds, int nanos) throws Exception {
    byte[] duration =
        message(
            out -> {
              out.writeInt64(1, seconds);
              out.writeInt32(2, nanos);
            });
    byte[] info = message(out -> out.writeByteArray(1, duration));
    byte[] any =
        message(
            out -> {
              out.writeString(1, "type.googleapis.com/google.rpc.RetryInfo");
              out.writeByteArray(2, info);
            });
    return message(out -> out.writeByteArray(3, any));
  }

  private static byte[] message(Fields fields) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    fields.write(out);
    out.flush();
    return bytes.toByteArray();
  }

  private interface Fields {
    void write(CodedOutputStream out) throws Exception;
  }
}
