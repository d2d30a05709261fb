package io.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.ConfigurationReader;
import io.tailrace.config.Environment;
import io.tailrace.config.Loaded;
import io.tailrace.config.Proves;
import io.tailrace.config.Report;
import io.tailrace.testkit.SelfSigned;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gateway with an embedded broker serves agents and workers on other machines, each with no
/// more rights than its role needs.
final class SecuredGatewayTest {
  private static final String GATEWAY =
      """
      receivers:
        otlp: {protocols: {grpc: {endpoint: "localhost:0"}}}
      exporters:
        otlp:
          endpoint: "localhost:%d"
          tls: {insecure: true}
          retry_on_failure: {initial_interval: 50ms, max_interval: 200ms}
      extensions:
        kafka:
      %s
      service:
        telemetry: {metrics: {level: none}}
        pipelines:
          traces: {receivers: [otlp], exporters: [otlp]}
      """;

  private static final String LISTEN =
      """
          embedded:
            endpoint: "127.0.0.1:0"
            ballast: 0
            listen:
              endpoint: "127.0.0.1:0"
              advertised: "localhost:0"
              tls: {cert_file: "%s", key_file: "%s"}
              agents: {edge: edge-password}
              workers: {more: more-password}
      """;

  private static final String REMOTE =
      """
          brokers: ["%s"]
          tls: {ca_file: "%s"}
          auth: {sasl: {username: %s, password: %s-password, mechanism: SCRAM-SHA-512}}
          topics: {retention_size: 1073741824}
      """;

  @TempDir private Path directory;

  @Test
  @Proves({"ListenConfig.agents", "ListenConfig.workers"})
  void whatAnAgentTakesInArrivesThroughTheGatewayAndThroughAWorker() throws Exception {
    SelfSigned server = SelfSigned.in(directory);
    String listen = LISTEN.formatted(server.certificate(), server.key());
    try (TraceSink sink = new TraceSink();
        Gateway gateway = gateway(Settings.Role.ALL);
        Gateway agent = gateway(Settings.Role.AGENT);
        Gateway worker = gateway(Settings.Role.WORKER)) {
      gateway.start(read(GATEWAY.formatted(sink.port(), listen)));
      String at = gateway.place().replaceAll(".*for others on (\\S+),.*", "$1");
      agent.start(
          read(
              GATEWAY.formatted(
                  sink.port(), REMOTE.formatted(at, server.certificate(), "edge", "edge"))));

      send(agent, "by the gateway");
      assertThat(sink.next()).isEqualTo("by the gateway");
      assertThat(agent.unready()).isEmpty();
      await(() -> gateway.ledger().contains("\"exported\":1"));

      worker.start(
          read(
              GATEWAY.formatted(
                  sink.port(), REMOTE.formatted(at, server.certificate(), "more", "more"))));
      send(agent, "by one of both");
      assertThat(sink.next()).isEqualTo("by one of both");
      await(() -> worker.ledger().contains("\"exported\":2"));
      assertThat(worker.ledger()).contains("\"balanced\":true").contains("\"in_flight\":0");
      assertThat(worker.unready()).isEmpty();
    }
  }

  private Gateway gateway(Settings.Role role) {
    return new Gateway(Settings.of(role, directory.resolve(role.toString())), Clock.systemUTC());
  }

  private static Configuration read(String text) {
    Loaded loaded =
        new ConfigurationReader(Components.ALL, Environment.of(Map.of()))
            .read(List.of("yaml:" + text), List.of());
    return loaded
        .configuration()
        .orElseThrow(() -> new AssertionError(Report.text(loaded.problems(), false)));
  }

  private static void send(Gateway gateway, String name) throws InterruptedException {
    TraceSink.send(gateway.listening().get(ComponentId.of("otlp")).getFirst().address(), name);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant deadline = Instant.now().plusSeconds(60);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("in time").isBefore(deadline);
      Thread.sleep(50);
    }
  }
}
