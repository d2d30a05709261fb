package io.tailrace.app.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.testkit.ForeignProgram;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// OpenTelemetry's own SDKs send, and everything arrives as it was sent. Those of other languages
/// are small programs below `testkit/clients`, skipped where their tools are not to be had.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealClientsTest {
  private static final Path ROOT = Path.of(System.getProperty("tailrace.root"));
  private static final Path CLIENTS = ROOT.resolve("testkit/clients");
  private static final Path INSTALLED = ROOT.resolve("app/target/clients");

  @TempDir private static Path directory;
  private final Random random = new Random(1);
  private Station station;
  private byte[] traceId = {};
  private byte[] spanId = {};

  @BeforeAll
  void start() throws Exception {
    station = Station.start(directory);
  }

  @AfterAll
  void stop() {
    station.close();
  }

  @BeforeEach
  void chooseIds() {
    traceId = new byte[16];
    spanId = new byte[8];
    random.nextBytes(traceId);
    random.nextBytes(spanId);
  }

  @ParameterizedTest
  @CsvSource({"grpc, gzip", "grpc, none", "http/protobuf, gzip", "http/protobuf, none"})
  void theSdkForJava(String protocol, String compression) throws Exception {
    try (JavaClient client =
        new JavaClient(protocol, endpoint(protocol), compression, hex(traceId), hex(spanId))) {
      client.send();
    }
    everythingArrived("java");
  }

  @ParameterizedTest
  @CsvSource({"grpc, gzip", "http/protobuf, gzip", "http/json, none", "http/json, gzip"})
  void theSdkForJavaScript(String protocol, String compression) throws Exception {
    Path home = INSTALLED.resolve("js");
    run(ForeignProgram.node(CLIENTS.resolve("js"), home, "client.js"), protocol, compression);
    everythingArrived("js");
  }

  @ParameterizedTest
  @CsvSource({"grpc, gzip", "http/protobuf, gzip"})
  void theSdkForPython(String protocol, String compression) throws Exception {
    Path home = INSTALLED.resolve("python");
    run(ForeignProgram.python(CLIENTS.resolve("python"), home, "client.py"), protocol, compression);
    everythingArrived("python");
  }

  @ParameterizedTest
  @CsvSource({"grpc, gzip", "http/protobuf, gzip"})
  void theSdkForGo(String protocol, String compression) throws Exception {
    Path home = INSTALLED.resolve("go");
    run(ForeignProgram.go(CLIENTS.resolve("go"), home), protocol, compression);
    everythingArrived("go");
  }

  private void run(ForeignProgram client, String protocol, String compression) throws Exception {
    String printed =
        client.run(
            Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                endpoint(protocol),
                "OTEL_EXPORTER_OTLP_PROTOCOL",
                protocol,
                "OTEL_EXPORTER_OTLP_COMPRESSION",
                compression,
                "OTEL_EXPORTER_OTLP_INSECURE",
                "true"),
            hex(traceId),
            hex(spanId));
    assertThat(printed).as("complaints of the client").isEmpty();
  }

  private String endpoint(String protocol) {
    return "http://" + station.address(protocol.equals("grpc") ? "grpc" : "http");
  }

  private void everythingArrived(String language) throws Exception {
    String service = "shop-" + hex(traceId);
    Span span = station.span(service);
    assertThat(span.getName()).isEqualTo("order");
    assertThat(span.getTraceId()).isEqualTo(ByteString.copyFrom(traceId));
    assertThat(span.getSpanId()).isEqualTo(ByteString.copyFrom(spanId));
    assertThat(Station.text(span.getAttributesList(), "language")).isEqualTo(language);

    NumberDataPoint point = station.point(service, "orders");
    assertThat(point.getAsInt() + point.getAsDouble()).isEqualTo(42);
    assertThat(Station.text(point.getAttributesList(), "language")).isEqualTo(language);

    LogRecord log = station.log(service);
    assertThat(log.getBody().getStringValue()).isEqualTo("paid");
    assertThat(log.getSeverityNumber()).isEqualTo(SeverityNumber.SEVERITY_NUMBER_INFO);
    assertThat(log.getTraceId()).isEqualTo(ByteString.copyFrom(traceId));
    assertThat(log.getSpanId()).isEqualTo(ByteString.copyFrom(spanId));
    assertThat(Station.text(log.getAttributesList(), "language")).isEqualTo(language);
  }

  private static String hex(byte[] id) {
    return HexFormat.of().formatHex(id);
  }
}
