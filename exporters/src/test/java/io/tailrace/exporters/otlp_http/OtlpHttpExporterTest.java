package io.tailrace.exporters.otlp_http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.tailrace.component.Delivery;
import io.tailrace.component.Exporter;
import io.tailrace.component.Factory;
import io.tailrace.component.Payload;
import io.tailrace.component.StartException;
import io.tailrace.config.Proves;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.Options;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyFramedInputStream;

class OtlpHttpExporterTest {
  private static final byte[] REQUEST = "not parsed, so anything will do ".repeat(500).getBytes();
  private static final Payload LOGS = Payload.of(Signal.LOGS, REQUEST, 1);

  private final HttpBackend backend = new HttpBackend();
  private final List<Exporter> made = new ArrayList<>();

  @AfterEach
  void stop() {
    made.forEach(Exporter::close);
    backend.close();
  }

  @ParameterizedTest
  @EnumSource
  @Proves("OtlpHttpConfig.endpoint")
  void postsEachSignalToItsPath(Signal signal) throws Exception {
    Delivery delivery = exporter("").export(Payload.of(signal, REQUEST, 1));

    assertThat(delivery).isEqualTo(Delivery.DELIVERED);
    AggregatedHttpRequest received = backend.received().getFirst();
    assertThat(received.path()).isEqualTo("/v1/" + signal.id());
    assertThat(received.contentType()).isEqualTo(MediaType.X_PROTOBUF);
    assertThat(received.headers().get("user-agent")).startsWith("Tailrace/");
    assertThat(received.headers().get("content-encoding")).isEqualTo("gzip");
    assertThat(body(received)).isEqualTo(REQUEST);
  }

  @ParameterizedTest
  @EnumSource
  @Proves({
    "OtlpHttpConfig.traces_endpoint",
    "OtlpHttpConfig.metrics_endpoint",
    "OtlpHttpConfig.logs_endpoint"
  })
  void takesTheAddressOfASignalAsItIs(Signal signal) throws Exception {
    exporter(signal.id() + "_endpoint: " + backend.endpoint() + "/api/push?x=1")
        .export(Payload.of(signal, REQUEST, 1));

    assertThat(backend.received().getFirst().path()).isEqualTo("/api/push?x=1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"timeout: 1s", "endpoint: localhost:4318", "logs_endpoint: ftp://localhost"})
  void refusesAConfigurationWithoutAnAddress(String yaml) {
    assertThat(Options.problems(OtlpHttpExporter.FACTORY, yaml))
        .isNotEmpty()
        .allSatisfy(problem -> assertThat(problem.toString()).contains("http://host:4318"));
  }

  @Test
  void refusesToStartWithoutAnAddressForASignalOfItsPipelines() {
    assertThatThrownBy(() -> started("logs_endpoint: http://127.0.0.1:1/x", InstantSource.system()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("set endpoint or");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gzip", "zstd", "zlib", "deflate", "snappy", "x-snappy-framed", "lz4", "none"})
  @Proves("HttpClientConfig.compression")
  void compressesAsConfigured(String compression) throws Exception {
    Exporter exporter = exporter("compression: " + compression);

    exporter.export(LOGS);
    exporter.export(LOGS);

    assertThat(backend.received())
        .hasSize(2)
        .allSatisfy(
            received -> {
              assertThat(received.headers().get("content-encoding", "none")).isEqualTo(compression);
              assertThat(body(received)).isEqualTo(REQUEST);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zlib", "zstd"})
  @Proves("CompressionParams.level")
  void compressesHarderAtAHigherLevel(String compression) throws Exception {
    byte[] words = words();
    for (int level : new int[] {1, 9}) {
      exporter(
              """
              compression: %s
              compression_params: {level: %d}
              """
                  .formatted(compression, level))
          .export(Payload.of(Signal.LOGS, words, 1));
    }

    assertThat(backend.received().get(1).content().length())
        .isLessThan(backend.received().get(0).content().length());
  }

  @Test
  @Proves("OtlpHttpConfig.encoding")
  void postsJsonIfTold() throws Exception {
    byte[] otlp =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(ResourceSpans.newBuilder().setSchemaUrl("s"))
            .build()
            .toByteArray();

    exporter("encoding: json").export(Payload.of(Signal.TRACES, otlp, 1));

    AggregatedHttpRequest received = backend.received().getFirst();
    assertThat(received.contentType()).isEqualTo(MediaType.JSON);
    assertThat(new String(body(received), UTF_8))
        .isEqualTo("{\"resourceSpans\":[{\"schemaUrl\":\"s\"}]}");
  }

  @Test
  @Proves("HttpClientConfig.headers")
  void sendsTheConfiguredHeaders() throws Exception {
    exporter("headers: {X-Scope-OrgID: tenant}").export(LOGS);

    assertThat(backend.received().getFirst().headers().get("x-scope-orgid")).isEqualTo("tenant");
  }

  @ParameterizedTest
  @CsvSource({
    "400, Refused",
    "413, Refused",
    "422, Refused",
    "409, Refused",
    "401, Unreachable",
    "403, Unreachable",
    "404, Unreachable",
    "405, Unreachable",
    "415, Unreachable",
    "501, Unreachable",
    "302, Unreachable",
    "429, Retry",
    "502, Retry",
    "503, Retry",
    "504, Retry",
    "500, Retry",
    "408, Retry",
  })
  void tellsWhoseFaultAStatusIs(int status, String meaning) throws Exception {
    backend.answer(
        _ -> HttpResponse.of(HttpStatus.valueOf(status), MediaType.PLAIN_TEXT_UTF_8, "because"));

    Delivery delivery = exporter("").export(LOGS);

    assertThat(delivery.getClass().getSimpleName()).isEqualTo(meaning);
    assertThat(delivery.toString()).contains(String.valueOf(status)).contains("because");
  }

  @ParameterizedTest
  @CsvSource({
    "7, 7000",
    "'Sat, 21 Nov 2026 11:00:30 GMT', 30000",
    "'Sat, 21 Nov 2026 10:00:30 GMT', 0",
    "soon, 0",
    "99999999, 3600000",
  })
  void waitsAsLongAsTheServerAsks(String header, long millis) throws Exception {
    backend.answer(
        _ ->
            HttpResponse.of(
                ResponseHeaders.builder(503).set(HttpHeaderNames.RETRY_AFTER, header).build()));
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-21T11:00:00Z"));

    assertThat(started("endpoint: " + backend.endpoint(), clock).export(LOGS))
        .isInstanceOfSatisfying(
            Delivery.Retry.class,
            retry -> assertThat(retry.after()).isEqualTo(Duration.ofMillis(millis)));
  }

  @Test
  void readsAPartialSuccess() throws Exception {
    byte[] answer =
        ExportLogsServiceResponse.newBuilder()
            .setPartialSuccess(
                ExportLogsPartialSuccess.newBuilder()
                    .setRejectedLogRecords(2)
                    .setErrorMessage("too old"))
            .build()
            .toByteArray();
    backend.answer(_ -> HttpResponse.of(HttpStatus.OK, MediaType.X_PROTOBUF, answer));

    assertThat(exporter("").export(LOGS)).isEqualTo(new Delivery.Partial(2, "too old"));
  }

  @Test
  void readsAPartialSuccessInJson() throws Exception {
    backend.answer(
        _ ->
            HttpResponse.ofJson(
                Map.of(
                    "partialSuccess",
                    Map.of("rejectedLogRecords", "2", "errorMessage", "too old"))));

    assertThat(exporter("").export(LOGS)).isEqualTo(new Delivery.Partial(2, "too old"));
  }

  @Test
  void doesNotTakeGarbageForASuccess() throws Exception {
    backend.answer(
        _ ->
            HttpResponse.of(
                HttpStatus.OK, MediaType.X_PROTOBUF, new byte[] {(byte) 0xff, (byte) 0xff}));

    assertThat(exporter("").export(LOGS)).isInstanceOf(Delivery.Unreachable.class);
  }

  @Test
  void doesNotTakeAWebPageForASuccess() throws Exception {
    backend.answer(
        _ -> HttpResponse.of(HttpStatus.OK, MediaType.HTML_UTF_8, "<html>please log in</html>"));

    assertThat(exporter("").export(LOGS)).isInstanceOf(Delivery.Unreachable.class);
  }

  @Test
  void doesNotReadAnEndlessAnswer() throws Exception {
    backend.answer(
        _ -> HttpResponse.of(ResponseHeaders.of(200), HttpData.wrap(new byte[5 * 1024 * 1024])));

    assertThat(exporter("").export(LOGS)).isEqualTo(Delivery.DELIVERED);
  }

  @Test
  void followsARedirectOnTheSameHost() throws Exception {
    backend.answer(
        request ->
            request.path().equals("/v1/logs")
                ? HttpResponse.of(
                    ResponseHeaders.builder(308)
                        .set(HttpHeaderNames.LOCATION, "/elsewhere")
                        .build())
                : HttpResponse.of(200));

    assertThat(exporter("").export(LOGS)).isEqualTo(Delivery.DELIVERED);
    assertThat(body(backend.received().get(1))).isEqualTo(REQUEST);
  }

  @Test
  void doesNotCarryCredentialsToAnotherHost() throws Exception {
    backend.answer(
        _ ->
            HttpResponse.of(
                ResponseHeaders.builder(307)
                    .set(HttpHeaderNames.LOCATION, "http://other.invalid/v1/logs")
                    .build()));

    assertThat(exporter("").export(LOGS))
        .isInstanceOfSatisfying(
            Delivery.Unreachable.class,
            unreachable -> assertThat(unreachable.reason()).contains("other.invalid"));
  }

  @Test
  @Proves("OtlpHttpConfig.timeout")
  void triesAgainWhenThereIsNoAnswer() throws Exception {
    backend.answer(_ -> HttpResponse.of(new CompletableFuture<HttpResponse>()));
    assertThat(exporter("timeout: 200ms").export(LOGS))
        .isEqualTo(new Delivery.Retry("no answer within 200 ms", Duration.ZERO));
  }

  @Test
  void triesAgainWhenNobodyListens() throws Exception {
    assertThat(started("endpoint: http://127.0.0.1:1", InstantSource.system()).export(LOGS))
        .isInstanceOfSatisfying(
            Delivery.Retry.class, retry -> assertThat(retry.reason()).contains("refused"));
  }

  @Test
  void blamesTheEndpointForANameThatDoesNotResolve() throws Exception {
    assertThat(
            started("endpoint: http://no-such-host.invalid", InstantSource.system()).export(LOGS))
        .isInstanceOf(Delivery.Unreachable.class);
  }

  /// Returns a started exporter to the backend.
  ///
  /// @param yaml its options beside the endpoint
  private Exporter exporter(String yaml) throws Exception {
    return started("endpoint: " + backend.endpoint() + "\n" + yaml, InstantSource.system());
  }

  private Exporter started(String yaml, InstantSource clock) throws Exception {
    Exporter exporter =
        ((Factory.ExporterMaker<OtlpHttpConfig>) OtlpHttpExporter.FACTORY.maker())
            .make(Options.of(OtlpHttpExporter.FACTORY, yaml), new FakeHost("otlp_http", clock));
    made.add(exporter);
    exporter.start();
    return exporter;
  }

  private static byte[] body(AggregatedHttpRequest request) throws IOException {
    byte[] sent = request.content().array();
    InputStream in = new ByteArrayInputStream(sent);
    return switch (request.headers().get("content-encoding", "none")) {
      case "gzip" -> new GZIPInputStream(in).readAllBytes();
      case "zlib", "deflate" -> new InflaterInputStream(in).readAllBytes();
      case "zstd" -> new ZstdInputStreamNoFinalizer(in).readAllBytes();
      case "snappy" -> Snappy.uncompress(sent);
      case "x-snappy-framed" -> new SnappyFramedInputStream(in).readAllBytes();
      case "lz4" -> new LZ4FrameInputStream(in).readAllBytes();
      default -> sent;
    };
  }

  private static byte[] words() {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 50_000; i++) {
      text.append("word").append(random.nextInt(2000)).append(' ');
    }
    return text.toString().getBytes();
  }
}
