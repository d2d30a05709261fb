package io.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.app.logging.Logs;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.ConfigurationReader;
import io.tailrace.config.Environment;
import io.tailrace.testkit.RawConnection;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// A bug in one part of a process leaves the other parts what they are.
@Isolated
final class FailuresOfPartsTest {
  private static final String CONFIG =
      """
      receivers:
        otlp: {protocols: {grpc: {endpoint: "localhost:0"}}}
      exporters:
        nop:
      service:
        telemetry:
          logs: {encoding: console}
          metrics: {readers: [{pull: {exporter: {prometheus: {host: localhost, port: 0}}}}]}
        pipelines:
          traces: {receivers: [otlp], exporters: [nop]}
      """;

  @TempDir private Path directory;
  private final FailingFlow flow = new FailingFlow();

  @Test
  void aReloadThatFailsWithABugLeavesTheProcessAndItsLogsAsTheyWere() throws Exception {
    Path file = directory.resolve("config.yaml");
    Files.writeString(file, CONFIG.replace("encoding: console", "encoding: json"));
    StringWriter err = new StringWriter();
    RunCommand run = new RunCommand();
    CommandLine line = new CommandLine(run).setErr(new PrintWriter(err));
    line.parseArgs("--config", file.toString());
    try (Gateway gateway = started()) {
      var listening = gateway.listening();
      flow.in("apply");

      run.reload(gateway);

      assertThat(gateway.listening()).isEqualTo(listening);
      assertThat(Logs.json()).isFalse();
      flow.in("");
      Files.writeString(file, CONFIG);
      run.reload(gateway);
      assertThat(err.toString()).contains("reloaded: no change");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ending", "close"})
  void aFlowThatDoesNotEndKeepsNothingElseOpen(String method) throws Exception {
    Gateway gateway = started();
    String metrics = gateway.metricsAddress().orElseThrow();
    String receiver = gateway.listening().get(ComponentId.of("otlp")).getFirst().address();
    flow.in(method);

    gateway.close();

    assertThatThrownBy(() -> connect(metrics)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> connect(receiver)).isInstanceOf(IOException.class);
  }

  private static void connect(String address) throws IOException {
    try (RawConnection connection = RawConnection.to(address)) {
      assertThat(connection).isNotNull();
    }
  }

  private Gateway started() throws Exception {
    Settings settings = Settings.of(Settings.Role.AGENT, directory);
    Gateway gateway = new Gateway(settings, Clock.systemUTC(), (_, _) -> flow);
    gateway.start(read());
    return gateway;
  }

  private static Configuration read() {
    return new ConfigurationReader(Components.ALL, Environment.of(Map.of()))
        .read(List.of("yaml:" + CONFIG), List.of("extensions.kafka={}"))
        .configuration()
        .orElseThrow();
  }
}
