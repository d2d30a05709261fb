package io.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.app.logging.Logs;
import io.tailrace.component.StartException;
import io.tailrace.config.ConfigurationReader;
import io.tailrace.config.Environment;
import io.tailrace.config.Proves;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What `service.telemetry` changes. It has the process to itself, whose log has one level.
@Isolated
class TelemetryTest {
  private static final String CONFIG =
      """
      receivers: {otlp: {protocols: {grpc: {endpoint: "127.0.0.1:0"}}}}
      exporters: {nop: }
      extensions: {kafka: }
      service:
        telemetry: {%s}
        pipelines:
          traces: {receivers: [otlp], exporters: [nop]}
      """;

  private static final String READER =
      "readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: %d%s}}}}]";

  @TempDir private Path directory;
  private Optional<Gateway> gateway = Optional.empty();

  @AfterEach
  void close() {
    gateway.ifPresent(Gateway::close);
    Logs.configure("info", "console");
  }

  @Test
  @Proves({
    "Metrics.readers",
    "Reader.pull",
    "PullExporter.prometheus",
    "Prometheus.host",
    "Prometheus.port"
  })
  void showsItselfWhereAReaderIsAsked() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String reader = READER.formatted(taken.getLocalPort(), "");
      assertThatThrownBy(() -> start("metrics: {" + reader + "}"))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
    }
    start("metrics: {" + READER.formatted(0, "") + "}");
    assertThat(metrics()).contains("otelcol_process_uptime");
    assertThat(address()).hasValueSatisfying(at -> assertThat(at).startsWith("127.0.0.1:"));
  }

  @Test
  @Proves("Metrics.address")
  void showsItselfWhereOlderFilesSay() throws Exception {
    start("metrics: {address: '127.0.0.1:0'}");
    assertThat(metrics()).contains("otelcol_process_uptime");
  }

  @Test
  @Proves({"Metrics.level", "Reader.pull"})
  void opensNoPortWhenNobodyIsMeantToAsk() throws Exception {
    start("metrics: {level: none, " + READER.formatted(0, "") + "}");
    assertThat(address()).isEmpty();
    close();
    start("metrics: {readers: [{periodic: {}}]}");
    assertThat(address()).isEmpty();
  }

  @Test
  @Proves("Prometheus.without_type_suffix")
  void namesCountersWithTheirTypeWhenTold() throws Exception {
    start("metrics: {" + READER.formatted(0, ", without_type_suffix: false") + "}");
    assertThat(metrics()).contains("otelcol_process_uptime_seconds_total ");
    close();
    start("metrics: {" + READER.formatted(0, "") + "}");
    assertThat(metrics())
        .contains("otelcol_process_uptime ")
        .containsPattern("otelcol_process_runtime_total_alloc_bytes [1-9]")
        .doesNotContain("_total ");
  }

  @Test
  @Proves("TelemetryOptions.resource")
  void saysWhoItIs() throws Exception {
    start(
        "metrics: {%s}, resource: {deployment.name: blue, service.version: null}"
            .formatted(READER.formatted(0, "")));
    assertThat(metrics().lines().filter(line -> line.startsWith("target_info{")))
        .singleElement()
        .asString()
        .contains("deployment_name=\"blue\"", "service_name=\"tailrace\"")
        .containsPattern("service_instance_id=\"[0-9a-f-]{36}\"")
        .doesNotContain("service_version");
  }

  @Test
  @Proves({"Logs.level", "Logs.encoding"})
  void logsAsTheFileSays() throws IOException {
    Logger log = LoggerFactory.getLogger(TelemetryTest.class);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String metrics = READER.formatted(taken.getLocalPort(), "");
      runs("logs: {level: error, encoding: json}, metrics: {" + metrics + "}");
      assertThat(Logs.json()).isTrue();
      assertThat(log.isWarnEnabled()).isFalse();
      runs("logs: {level: debug, encoding: console}, metrics: {" + metrics + "}");
      assertThat(Logs.json()).isFalse();
      assertThat(log.isDebugEnabled()).isTrue();
    }
  }

  /// Runs until it cannot open its port.
  private void runs(String telemetry) {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    String[] command = {
      "run", "--role", "agent", "--data-dir", directory.toString(), "--config", yaml(telemetry)
    };
    assertThat(Main.execute(command, nowhere, nowhere)).isEqualTo(1);
  }

  private static String yaml(String telemetry) {
    return "yaml:" + CONFIG.formatted(telemetry);
  }

  /// Starts a gateway without Kafka.
  private void start(String telemetry) throws StartException {
    Gateway made = new Gateway(Settings.of(Settings.Role.AGENT, directory), Clock.systemUTC());
    gateway = Optional.of(made);
    made.start(
        new ConfigurationReader(Components.ALL, Environment.of(Map.of()))
            .read(List.of(yaml(telemetry)), List.of())
            .configuration()
            .orElseThrow());
  }

  private Optional<String> address() {
    return gateway.orElseThrow().metricsAddress();
  }

  private String metrics() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://" + address().orElseThrow() + "/metrics");
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
