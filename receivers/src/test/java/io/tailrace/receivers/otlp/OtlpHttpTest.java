package io.tailrace.receivers.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.tailrace.component.Outcome;
import io.tailrace.component.Payload;
import io.tailrace.component.StartException;
import io.tailrace.config.Proves;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.FakeIntake;
import io.tailrace.testkit.Options;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OtlpHttpTest {
  private static final String PROTOBUF = "application/x-protobuf";

  private final FakeHost host = new FakeHost("otlp");
  private final FakeIntake intake = new FakeIntake();
  private final HttpClient client = HttpClient.newHttpClient();
  private Optional<OtlpReceiver> receiver = Optional.empty();

  @AfterEach
  void close() {
    client.shutdownNow();
    receiver.ifPresent(OtlpReceiver::close);
  }

  @ParameterizedTest
  @EnumSource(Signal.class)
  @Proves("OtlpConfig.protocols")
  void handsOverEverySignalAsItCame(Signal signal) throws Exception {
    byte[] request = Requests.of(signal, 3);
    HttpResponse<byte[]> response = post(start(""), "/v1/" + signal.id(), PROTOBUF, request);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains(PROTOBUF);
    assertThat(ExportTraceServiceResponse.parseFrom(response.body()).hasPartialSuccess()).isFalse();
    Payload payload = intake.offered().getFirst();
    assertThat(payload.signal()).isEqualTo(signal);
    assertThat(payload.otlp()).isEqualTo(request);
    assertThat(payload.items()).isEqualTo(3);
    assertThat(payload.origins().of(0).address()).isEqualTo("127.0.0.1");
    String name = "otelcol_receiver_accepted_" + signal.items();
    assertThat(host.counted().count(name, "receiver", "otlp", "transport", "http")).isEqualTo(3);
  }

  @Test
  @Proves({"Http.traces_url_path", "Http.metrics_url_path", "Http.logs_url_path"})
  void servesEachSignalWhereTheFileSays() throws Exception {
    String address = start("traces_url_path: /t\nmetrics_url_path: m\nlogs_url_path: /a/l");
    assertThat(post(address, "/t", PROTOBUF, Requests.of(Signal.TRACES, 1)).statusCode())
        .isEqualTo(200);
    assertThat(post(address, "/m", PROTOBUF, Requests.of(Signal.METRICS, 1)).statusCode())
        .isEqualTo(200);
    assertThat(post(address, "/a/l", PROTOBUF, Requests.of(Signal.LOGS, 1)).statusCode())
        .isEqualTo(200);
    assertThat(post(address, "/v1/traces", PROTOBUF, new byte[0]).statusCode()).isEqualTo(404);
  }

  @Test
  void answersAnEmptyRequestWithSuccessAndKeepsNothing() throws Exception {
    assertThat(post(start(""), "/v1/logs", PROTOBUF, new byte[0]).statusCode()).isEqualTo(200);
    assertThat(intake.offered()).isEmpty();
  }

  @Test
  void refusesWhatIsNoRequest() throws Exception {
    HttpResponse<byte[]> response =
        post(start(""), "/v1/traces", PROTOBUF, new byte[] {10, 100, 1});
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(code(response.body())).isEqualTo(3);
    assertThat(intake.offered()).isEmpty();
  }

  @Test
  void refusesOtherMethodsAndMediaTypesInTheCollectorsWords() throws Exception {
    String address = start("");
    HttpResponse<String> get =
        client.send(
            HttpRequest.newBuilder(URI.create("http://" + address + "/v1/traces")).build(),
            BodyHandlers.ofString());
    assertThat(get.statusCode()).isEqualTo(405);
    assertThat(get.headers().firstValue("content-type")).contains("text/plain");
    assertThat(get.body()).isEqualTo("405 method not allowed, supported: [POST]");
    HttpResponse<byte[]> text = post(address, "/v1/traces", "text/plain", new byte[0]);
    assertThat(text.statusCode()).isEqualTo(415);
    assertThat(new String(text.body())).startsWith("415 unsupported media type, supported: [");
  }

  @Test
  void tellsWhenToTryAgain() throws Exception {
    String address = start("");
    intake.answer(_ -> new Outcome.Retry("Kafka is away", Duration.ofMillis(1500)));
    HttpResponse<byte[]> away =
        post(address, "/v1/traces", PROTOBUF, Requests.of(Signal.TRACES, 1));
    assertThat(away.statusCode()).isEqualTo(503);
    assertThat(away.headers().firstValue("retry-after")).contains("2");
    assertThat(code(away.body())).isEqualTo(14);
    assertThat(RetryHint.in(away.body())).isEqualTo(Duration.ofMillis(1500));

    intake.answer(_ -> new Outcome.Overloaded("too much", Duration.ofSeconds(3)));
    HttpResponse<byte[]> behind =
        post(address, "/v1/traces", PROTOBUF, Requests.of(Signal.TRACES, 1));
    assertThat(behind.statusCode()).isEqualTo(429);
    assertThat(behind.headers().firstValue("retry-after")).contains("3");
    assertThat(code(behind.body())).isEqualTo(8);

    intake.answer(_ -> new Outcome.Refused("bad"));
    HttpResponse<byte[]> bad = post(address, "/v1/traces", PROTOBUF, Requests.of(Signal.TRACES, 1));
    assertThat(bad.statusCode()).isEqualTo(400);
    assertThat(bad.headers().firstValue("retry-after")).isEmpty();
  }

  @Test
  void tellsThatAllWasTakenButForSome() throws Exception {
    intake.answer(_ -> new Outcome.Partial(1, "one is too large"));
    HttpResponse<byte[]> response =
        post(start(""), "/v1/traces", PROTOBUF, Requests.of(Signal.TRACES, 3));
    assertThat(response.statusCode()).isEqualTo(200);
    var partial = ExportTraceServiceResponse.parseFrom(response.body()).getPartialSuccess();
    assertThat(partial.getRejectedSpans()).isEqualTo(1);
    assertThat(partial.getErrorMessage()).isEqualTo("one is too large");
  }

  @Test
  void takesJsonAndAnswersInJson() throws Exception {
    String address = start("");
    String request =
        """
        {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c",\
        "spanId":"eee19b7ec3c1b174","name":"one"}]}]}]}\
        """;
    HttpResponse<byte[]> taken =
        post(address, "/v1/traces", "application/json; charset=utf-8", request.getBytes());
    assertThat(taken.statusCode()).isEqualTo(200);
    assertThat(new String(taken.body())).isEqualTo("{\"partialSuccess\":{}}");
    Payload payload = intake.offered().getFirst();
    var span =
        ExportTraceServiceRequest.parseFrom(payload.otlp())
            .getResourceSpans(0)
            .getScopeSpans(0)
            .getSpans(0);
    assertThat(span.getName()).isEqualTo("one");
    assertThat(span.getTraceId().size()).isEqualTo(16);

    intake.answer(_ -> new Outcome.Partial(1, "too \"large\""));
    HttpResponse<byte[]> partial =
        post(address, "/v1/traces", "application/json", request.getBytes());
    assertThat(new String(partial.body()))
        .isEqualTo(
            "{\"partialSuccess\":{\"rejectedSpans\":\"1\",\"errorMessage\":\"too"
                + " \\\"large\\\"\"}}");

    intake.answer(_ -> new Outcome.Retry("away", Duration.ofMillis(1500)));
    HttpResponse<byte[]> away = post(address, "/v1/traces", "application/json", request.getBytes());
    assertThat(away.statusCode()).isEqualTo(503);
    assertThat(new String(away.body()))
        .isEqualTo(
            "{\"code\":14,\"message\":\"away\",\"details\":[{\"@type\":"
                + "\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"1.500000000s\"}]}");

    HttpResponse<byte[]> broken =
        post(address, "/v1/traces", "application/json", "{\"resourceSpans\":[".getBytes());
    assertThat(broken.statusCode()).isEqualTo(400);
    assertThat(new String(broken.body())).startsWith("{\"code\":3,");
  }

  @Test
  void needsAtLeastOneProtocol() {
    assertThat(Options.problems(OtlpReceiver.FACTORY, "protocols:"))
        .anySatisfy(problem -> assertThat(problem.toString()).contains("grpc: or http:"));
  }

  private String start(String yaml) throws StartException {
    String text = "protocols:\n  http:\n    endpoint: 127.0.0.1:0\n" + yaml.indent(4);
    receiver = Optional.of(Receivers.of(text, host, intake));
    receiver.get().start();
    return receiver.get().listening().getFirst().address();
  }

  private HttpResponse<byte[]> post(String address, String path, String type, byte[] body)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://" + address + path))
            .header("content-type", type)
            .timeout(Duration.ofSeconds(30))
            .POST(BodyPublishers.ofByteArray(body))
            .build(),
        BodyHandlers.ofByteArray());
  }

  private static int code(byte[] status) throws Exception {
    var in = com.google.protobuf.CodedInputStream.newInstance(status);
    assertThat(in.readTag()).isEqualTo(8);
    return in.readInt32();
  }
}
