package io.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.ConfigurationReader;
import io.tailrace.config.Environment;
import io.tailrace.config.Loaded;
import io.tailrace.config.Report;
import io.tailrace.topology.Reload;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// A running process follows a new configuration.
@Execution(ExecutionMode.CONCURRENT)
final class ReloadTest {
  @TempDir private Path directory;
  @RegisterExtension private final TraceSink a = new TraceSink();
  @RegisterExtension private final TraceSink b = new TraceSink();

  @Test
  void aReceiverThatIsAddedJoinsThePipelineAndTheOthersGoOn() throws Exception {
    try (Gateway gateway = start("traces: {receivers: [otlp], exporters: [otlp/a]}")) {
      send(gateway, "otlp", "one");
      assertThat(a.next()).isEqualTo("one");
      var before = listening(gateway, "otlp");

      reload(gateway, "traces: {receivers: [otlp, otlp/2], exporters: [otlp/a]}");

      assertThat(listening(gateway, "otlp")).isEqualTo(before);
      send(gateway, "otlp/2", "two");
      assertThat(a.next()).isEqualTo("two");
      send(gateway, "otlp", "three");
      assertThat(a.next()).isEqualTo("three");
      awaitBalance(gateway, "\"exported\":3");
    }
  }

  @Test
  void whatCameFromAReceiverThatIsRemovedIsStillExported() throws Exception {
    try (Gateway gateway = start("traces: {receivers: [otlp, otlp/2], exporters: [otlp/a]}")) {
      a.down(true);
      send(gateway, "otlp/2", "before");

      reload(gateway, "traces: {receivers: [otlp], exporters: [otlp/a]}");

      assertThat(gateway.listening()).containsOnlyKeys(ComponentId.of("otlp"));
      send(gateway, "otlp", "after");
      a.down(false);
      assertThat(List.of(a.next(), a.next())).containsExactlyInAnyOrder("before", "after");
      awaitBalance(gateway, "\"exported\":2");
    }
  }

  @Test
  void anExporterThatIsAddedStartsNowUnlessToldToStartEarlier() throws Exception {
    try (Gateway gateway = start("traces: {receivers: [otlp], exporters: [otlp/a]}")) {
      send(gateway, "otlp", "before");
      assertThat(a.next()).isEqualTo("before");

      reload(gateway, "traces: {receivers: [otlp], exporters: [otlp/a, otlp/b]}");
      send(gateway, "otlp", "after");
      assertThat(b.next()).isEqualTo("after");

      reload(gateway, "traces: {receivers: [otlp], exporters: [otlp/a, otlp/b, otlp/early]}");
      assertThat(List.of(b.next(), b.next())).containsExactlyInAnyOrder("before", "after");
    }
  }

  @Test
  void anExporterThatMovesFinishesInItsOldPipelineFirst() throws Exception {
    String before =
        """
        traces/x: {receivers: [otlp], exporters: [otlp/a]}
            traces/y: {receivers: [otlp/2], exporters: [otlp/b]}
        """;
    try (Gateway gateway = start(before)) {
      a.down(true);
      send(gateway, "otlp", "old source");

      reload(
          gateway,
          """
          traces/x: {receivers: [otlp], exporters: [otlp/b]}
              traces/y: {receivers: [otlp/2], exporters: [otlp/a]}
          """);
      send(gateway, "otlp", "not for a any more");
      send(gateway, "otlp/2", "new source");
      a.down(false);

      assertThat(a.next()).isEqualTo("old source");
      assertThat(a.next()).isEqualTo("new source");
      assertThat(b.next()).isEqualTo("not for a any more");
      await(() -> !gateway.ledger().contains("\"in_flight\":1"));
      assertThat(a.rest()).isEmpty();
      assertThat(b.rest()).isEmpty();
      assertThat(gateway.ledger()).contains("\"balanced\":true");
    }
  }

  @Test
  void anExporterWithABacklogIsNotForgotten() throws Exception {
    try (Gateway gateway = start("traces: {receivers: [otlp], exporters: [otlp/a, otlp/b]}")) {
      b.down(true);
      send(gateway, "otlp", "waits");
      assertThat(a.next()).isEqualTo("waits");

      assertThatThrownBy(() -> reload(gateway, "traces: {receivers: [otlp], exporters: [otlp/a]}"))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("1 item waits for exporter otlp/b of pipeline traces")
          .hasMessageContaining("--drain or --abandon");
      b.down(false);
      assertThat(b.next()).isEqualTo("waits");
    }
  }

  @Test
  void anExporterDrainsWhatCameBeforeItWasRemovedAndNothingMore() throws Exception {
    try (Gateway gateway =
        start(Reload.Leftovers.DRAIN, "traces: {receivers: [otlp], exporters: [otlp/a, otlp/b]}")) {
      b.down(true);
      send(gateway, "otlp", "waits");
      assertThat(a.next()).isEqualTo("waits");

      reload(gateway, "traces: {receivers: [otlp], exporters: [otlp/a]}");
      send(gateway, "otlp", "too late for b");
      assertThat(a.next()).isEqualTo("too late for b");
      b.down(false);

      assertThat(b.next()).isEqualTo("waits");
      await(() -> !gateway.ledger().contains("otlp/b"));
      assertThat(b.rest()).isEmpty();
    }
  }

  @Test
  void whatIsAbandonedIsCountedAndNotSentWhenTheExporterReturns() throws Exception {
    String both = "traces: {receivers: [otlp], exporters: [otlp/a, otlp/b]}";
    try (Gateway gateway = start(Reload.Leftovers.ABANDON, both)) {
      b.down(true);
      send(gateway, "otlp", "given up");
      assertThat(a.next()).isEqualTo("given up");

      reload(gateway, "traces: {receivers: [otlp], exporters: [otlp/a]}");
      assertThat(gateway.ledger()).contains("\"abandoned\":1");
      b.down(false);
      reload(gateway, both);
      send(gateway, "otlp", "anew");

      assertThat(b.next()).isEqualTo("anew");
      await(() -> !gateway.ledger().contains("\"in_flight\":1"));
      assertThat(gateway.ledger()).contains("\"abandoned\":1").contains("\"balanced\":true");
    }
  }

  @Test
  void goesOnWithTheOldConfigurationWhenTheNewOneCannotStart() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getByName("localhost"));
        Gateway gateway = start("traces: {receivers: [otlp], exporters: [otlp/a]}")) {
      send(gateway, "otlp", "one");
      assertThat(a.next()).isEqualTo("one");
      var before = listening(gateway, "otlp");
      String next =
          config("traces: {receivers: [otlp, otlp/2], exporters: [otlp/a, otlp/b]}")
              .replace(
                  "otlp/2: {protocols: {grpc: {endpoint: \"localhost:0\"}}}",
                  "otlp/2: {protocols: {grpc: {endpoint: \"localhost:%d\"}}}"
                      .formatted(taken.getLocalPort()));

      assertThatThrownBy(() -> gateway.reload(read(next))).isInstanceOf(StartException.class);

      assertThat(listening(gateway, "otlp")).isEqualTo(before);
      assertThat(gateway.listening()).containsOnlyKeys(ComponentId.of("otlp"));
      send(gateway, "otlp", "two");
      assertThat(a.next()).isEqualTo("two");
      assertThat(b.rest()).isEmpty();
      await(() -> !gateway.ledger().contains("otlp/b"));
      awaitBalance(gateway, "\"exported\":2");
    }
  }

  @Test
  void followsFromOneStartToTheNextAsItDoesWhileItRuns() throws Exception {
    a.down(true);
    try (Gateway gateway = start("traces: {receivers: [otlp], exporters: [otlp/a]}")) {
      send(gateway, "otlp", "before");
    }
    try (Gateway gateway = start("traces: {receivers: [otlp/2], exporters: [otlp/a]}")) {
      send(gateway, "otlp/2", "after");
      a.down(false);
      assertThat(List.of(a.next(), a.next())).containsExactlyInAnyOrder("before", "after");
      awaitBalance(gateway, "\"exported\":2");
    }
  }

  @Test
  void theMetricsEndpointMoves() throws Exception {
    try (Gateway gateway = start("traces: {receivers: [otlp], exporters: [otlp/a]}")) {
      assertThat(gateway.metricsAddress()).isEmpty();
      String next =
          config("traces: {receivers: [otlp], exporters: [otlp/a]}")
              .replace(
                  "metrics: {level: none}",
                  "metrics: {readers: [{pull: {exporter: {prometheus: {host: localhost, port:"
                      + " 0}}}}]}");

      assertThat(gateway.reload(read(next))).contains("metrics endpoint moved");
      assertThat(gateway.metricsAddress()).isPresent();
      reload(gateway, "traces: {receivers: [otlp], exporters: [otlp/a]}");
      assertThat(gateway.metricsAddress()).isEmpty();
    }
  }

  @Test
  void anExporterGoesOnWithTheExtensionThatItNames() throws Exception {
    String pipelines = "traces: {receivers: [otlp], exporters: [otlp/a]}";
    try (Gateway gateway = started(Reload.Leftovers.REFUSE, authenticated("one", pipelines))) {
      send(gateway, "otlp", "before");
      assertThat(a.next()).isEqualTo("before");
      assertThat(a.authorization()).isEqualTo("Bearer one");

      gateway.reload(read(authenticated("two", pipelines)));
      send(gateway, "otlp", "after");
      assertThat(a.next()).isEqualTo("after");
      assertThat(a.authorization()).isEqualTo("Bearer two");
    }
  }

  @Test
  void anExporterGoesBackToTheExtensionOfBeforeWhenAnotherCannotStart() throws Exception {
    String pipelines = "traces: {receivers: [otlp], exporters: [otlp/a]}";
    try (Gateway gateway = started(Reload.Leftovers.REFUSE, authenticated("one", pipelines))) {
      send(gateway, "otlp", "before");
      assertThat(a.next()).isEqualTo("before");

      String next = authenticated("two", pipelines.replace("[otlp/a]", "[otlp/a, file]"));
      assertThatThrownBy(() -> gateway.reload(read(next)))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("there is no directory");

      send(gateway, "otlp", "after");
      assertThat(a.next()).isEqualTo("after");
      assertThat(a.authorization()).isEqualTo("Bearer one");
    }
  }

  private String authenticated(String token, String pipelines) {
    return config(pipelines)
        .replace("otlp/a: &a", "otlp/a: &a\n    auth: {authenticator: bearertokenauth}")
        .replace("extensions:\n", "extensions:\n  bearertokenauth: {token: " + token + "}\n")
        .replace("service:\n", "service:\n  extensions: [bearertokenauth]\n");
  }

  private Gateway start(String pipelines) throws StartException {
    return start(Reload.Leftovers.REFUSE, pipelines);
  }

  private Gateway start(Reload.Leftovers leftovers, String pipelines) throws StartException {
    return started(leftovers, config(pipelines));
  }

  private Gateway started(Reload.Leftovers leftovers, String config) throws StartException {
    Gateway gateway =
        new Gateway(new Settings(Settings.Role.ALL, directory, leftovers), Clock.systemUTC());
    gateway.start(read(config));
    return gateway;
  }

  private void reload(Gateway gateway, String pipelines) throws StartException {
    gateway.reload(read(config(pipelines)));
  }

  private String config(String pipelines) {
    return """
    receivers:
      otlp: {protocols: {grpc: {endpoint: "localhost:0"}}}
      otlp/2: {protocols: {grpc: {endpoint: "localhost:0"}}}
    exporters:
      otlp/a: &a
        endpoint: "localhost:%d"
        tls: {insecure: true}
        retry_on_failure: {initial_interval: 50ms, max_interval: 200ms}
      otlp/b: &b
        endpoint: "localhost:%d"
        tls: {insecure: true}
        retry_on_failure: {initial_interval: 50ms, max_interval: 200ms}
      otlp/early: {<<: *b, start_at: earliest}
      file: {path: %s/missing/out}
    extensions:
      kafka: {embedded: {endpoint: "127.0.0.1:0", ballast: 0}}
    service:
      telemetry: {metrics: {level: none}}
      pipelines:
        %s
    """
        .formatted(a.port(), b.port(), directory, pipelines);
  }

  private static Configuration read(String text) {
    Loaded loaded =
        new ConfigurationReader(Components.ALL, Environment.of(Map.of()))
            .read(List.of("yaml:" + text), List.of());
    return loaded
        .configuration()
        .orElseThrow(() -> new AssertionError(Report.text(loaded.problems(), false)));
  }

  private static Object listening(Gateway gateway, String receiver) {
    return gateway.listening().get(id(receiver));
  }

  private static ComponentId id(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? ComponentId.of(text)
        : new ComponentId(text.substring(0, slash), text.substring(slash + 1));
  }

  private static void send(Gateway gateway, String receiver, String name)
      throws InterruptedException {
    TraceSink.send(gateway.listening().get(id(receiver)).getFirst().address(), name);
  }

  private static void awaitBalance(Gateway gateway, String column) throws InterruptedException {
    await(() -> gateway.ledger().contains(column) && gateway.ledger().contains("\"in_flight\":0"));
    assertThat(gateway.ledger()).contains("\"balanced\":true");
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant deadline = Instant.now().plusSeconds(60);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("in time").isBefore(deadline);
      Thread.sleep(50);
    }
  }
}
