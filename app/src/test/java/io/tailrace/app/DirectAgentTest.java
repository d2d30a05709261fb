package io.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.ConfigurationReader;
import io.tailrace.config.Environment;
import io.tailrace.config.Loaded;
import io.tailrace.config.Report;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// An agent without Kafka asks the next hop while its client waits.
final class DirectAgentTest {
  private static final String CONFIG =
      """
      receivers:
        otlp: {protocols: {grpc: {endpoint: "localhost:0"}, http: {endpoint: "localhost:0"}}}
      processors:
        memory_limiter: {check_interval: 1s, limit_mib: 4000}
      exporters:
        otlp: {endpoint: "localhost:%d", tls: {insecure: true}}
        otlp_http: {endpoint: "http://localhost:1", encoding: json}
      service:
        telemetry: {metrics: {readers: [{pull: {exporter: {prometheus: {host: localhost, port: 0}}}}]}}
        pipelines:
          traces: {receivers: [otlp], processors: [memory_limiter], exporters: [%s]}
          logs: {receivers: [otlp], processors: [memory_limiter], exporters: [%<s]}
      """;

  @TempDir private Path directory;
  @RegisterExtension private final TraceSink a = new TraceSink();
  @RegisterExtension private final TraceSink b = new TraceSink();

  @Test
  void refusesASpanThatIsCutOff() throws Exception {
    byte[] cutOff = HexFormat.of().parseHex("0a07" + "1205" + "1203" + "0a1001");
    try (Gateway gateway = start(config(a, "otlp_http"))) {
      HttpResponse<String> answer =
          send(
              HttpRequest.newBuilder(URI.create("http://" + address(gateway, 1) + "/v1/traces"))
                  .header("Content-Type", "application/x-protobuf")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(cutOff)));

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("cut off at byte");
    }
  }

  @Test
  void asksTheMemoryLimiterOfThePipelinesOfTheSignalAlone() throws Exception {
    try (Gateway gateway = start(config(a, "otlp"))) {
      TraceSink.send(address(gateway, 0), "one");

      String metrics = "http://" + gateway.metricsAddress().orElseThrow() + "/metrics";
      assertThat(send(HttpRequest.newBuilder(URI.create(metrics))).body())
          .containsPattern(
              "otelcol_processor_memory_limiter_accepted_spans\\{processor=\"memory_limiter\".*}"
                  + " 1\n");
    }
  }

  @Test
  void refusesNothingWhileItEndsWhatWasUnderWayBeforeAReload() throws Exception {
    a.doNotAnswer("late");
    try (Gateway gateway = start(config(a, "otlp"))) {
      String address = address(gateway, 0);
      Thread late =
          started(
              () -> {
                TraceSink.send(address, "late");
                return address;
              });
      assertThat(a.next()).isEqualTo("late");
      Thread reload = started(() -> gateway.reload(read(config(b, "otlp"))));

      while (b.rest().isEmpty()) {
        TraceSink.send(address, "meanwhile");
      }

      reload.join();
      late.join();
    }
  }

  private Gateway start(String config) throws StartException {
    Gateway gateway = new Gateway(Settings.of(Settings.Role.AGENT, directory), Clock.systemUTC());
    gateway.start(read(config));
    return gateway;
  }

  private static String config(TraceSink sink, String exporter) {
    return CONFIG.formatted(sink.port(), exporter);
  }

  private static Configuration read(String text) {
    Loaded loaded =
        new ConfigurationReader(Components.ALL, Environment.of(Map.of()))
            .read(List.of("yaml:" + text), List.of("extensions.kafka={}"));
    return loaded
        .configuration()
        .orElseThrow(() -> new AssertionError(Report.text(loaded.problems(), false)));
  }

  private static String address(Gateway gateway, int transport) {
    return gateway.listening().get(ComponentId.of("otlp")).get(transport).address();
  }

  private static Thread started(Callable<?> work) {
    return Thread.startVirtualThread(new FutureTask<>(work));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
