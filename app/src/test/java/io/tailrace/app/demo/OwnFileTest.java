package io.tailrace.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.app.Components;
import io.tailrace.app.Main;
import io.tailrace.app.replay.IdSet;
import io.tailrace.app.replay.Journeys;
import io.tailrace.app.replay.Sink;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.ConfigurationReader;
import io.tailrace.config.Environment;
import io.tailrace.config.Node;
import io.tailrace.model.Signal;
import io.tailrace.topology.Ledger;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file of the user's, played by the demo.
class OwnFileTest {
  private static final ComponentId TRACES = ComponentId.of("traces");
  private static final ComponentId BACKEND = ComponentId.of("otlp_grpc");

  private static final String FILE =
      """
      receivers:
        otlp:
          protocols:
            grpc: {endpoint: '0.0.0.0:4317', tls: {cert_file: no.pem, key_file: no.key}}
            http: {endpoint: '0.0.0.0:4318'}
        otlp/second: {protocols: {grpc: {}}}
      processors:
        tail_sampling:
          decision_wait: 1s
          policies:
            - {name: errors, type: status_code, status_code: {status_codes: [ERROR]}}
            - {name: some, type: probabilistic, probabilistic: {sampling_percentage: 20}}
      exporters:
        otlp: {endpoint: 'backend.example:4317', compression: zstd, tls: {ca_file: no.pem}}
        otlphttp/2: {endpoint: 'https://backend.example', compression: zstd, tls: {ca_file: no.pem}}
        file: {path: /nowhere/traces.json}
        debug:
      extensions:
        health_check: {endpoint: '0.0.0.0:13133'}
        kafka: {brokers: ['kafka.example:9092'], topics: {replication_factor: 3}}
      service:
        extensions: [health_check]
        telemetry: {metrics: {address: '0.0.0.0:8888'}}
        pipelines:
          traces: {receivers: [otlp], processors: [tail_sampling], exporters: [otlp, debug]}
          traces/all: {receivers: [otlp, otlp/second], exporters: [otlphttp/2, file]}
      """;

  @TempDir private Path directory;

  private String write(String text) throws Exception {
    var file = directory.resolve("own.yaml");
    Files.writeString(file, text);
    return file.toString();
  }

  @Test
  void playsAFileUntilEverySpanIsAccountedFor() throws Exception {
    var out = new StringWriter();
    var printer = new PrintWriter(out, true);
    var arguments =
        new String[] {"demo", "--config", write(FILE), "--seconds", "5", "--rate", "500"};

    int exit = Main.execute(arguments, printer, printer);

    assertThat(exit).as(out.toString()).isZero();
    assertThat(out.toString())
        .contains("kill -9", "errors", "undecided", " 0 broken", "unaccounted for 0", "missing 0")
        .contains("A trace that was kept: tailrace explain", "A trace that was not kept:");
  }

  @Test
  void movesEverythingThatListensOrSendsToThisMachine() throws Exception {
    try (var own = OwnFile.move(List.of(write(FILE)), directory, new Journeys())) {
      var sources = List.of(write(FILE), directory.resolve("moved.yaml").toString());
      var loaded =
          new ConfigurationReader(Components.ALL, Environment.system()).read(sources, List.of());
      var root = loaded.configuration().orElseThrow().root();

      assertThat(texts(root, "endpoint"))
          .hasSize(7)
          .allMatch(endpoint -> endpoint.matches("(http://)?127\\.0\\.0\\.1:\\d+"));
      assertThat(texts(root, "ca_file")).isEmpty();
      assertThat(texts(root, "cert_file")).isEmpty();
      assertThat(texts(root, "compression")).containsExactly("zstd", "zstd");
      assertThat(texts(root, "path")).containsExactly(directory.resolve("file-1").toString());
      assertThat(root.toString()).doesNotContain("example");
      assertThat(own.sinks()).hasSize(2);
    }
  }

  private static List<String> texts(Node node, String key) {
    var found = new ArrayList<String>();
    switch (node) {
      case Node.Mapping map ->
          map.entries()
              .forEach(
                  entry -> {
                    if (entry.key().equals(key) && entry.value() instanceof Node.Scalar scalar) {
                      found.add(scalar.text());
                    }
                    found.addAll(texts(entry.value(), key));
                  });
      case Node.Sequence list -> list.items().forEach(item -> found.addAll(texts(item, key)));
      case Node.Scalar _ -> {}
    }
    return found;
  }

  @Test
  void refusesAFileIntoWhichNothingCanBePlayed() throws Exception {
    var metrics =
        """
        receivers: {otlp: {protocols: {grpc: {}}}}
        exporters: {debug: {}}
        service: {pipelines: {metrics: {receivers: [otlp], exporters: [debug]}}}
        """;
    assertThatThrownBy(() -> OwnFile.move(List.of(write(metrics)), directory, new Journeys()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("No traces pipeline has an otlp receiver");
  }

  @Test
  void refusesByNameWhatWouldReachASystemOfTheUsers() throws Exception {
    var kafka =
        """
        receivers: {otlp: {protocols: {grpc: {}}}}
        exporters: {kafka/mine: {brokers: ['kafka.example:9092']}}
        service: {pipelines: {traces: {receivers: [otlp], exporters: [kafka/mine]}}}
        """;
    assertThatThrownBy(() -> OwnFile.move(List.of(write(kafka)), directory, new Journeys()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("kafka/mine")
        .hasMessageContaining("service::pipelines::traces::exporters");
  }

  @Test
  void readsALedgerWhateverPoliciesAreCalled() {
    var sampling =
        new Ledger.Sampling(
            TRACES, "tail_sampling", 30, 5, 5, Map.of("a\":7}", 8L, "b", 12L), Map.of("x", 4L), 0);

    var page = LedgerPage.of(new Ledger(List.of(), List.of(sampling)).json());

    assertThat(page).isEqualTo(new LedgerPage(true, 5, Map.of("traces", 20L)));
  }

  @Test
  void findsABrokenTraceAndALostOne() throws Exception {
    var acknowledged = new IdSet();
    acknowledged.addAll(new long[] {1, 2, 3, 4, 5});
    var whole = new SentTraces.Fate(1, 1, 2, 2);
    var dropped = new SentTraces.Fate(1, 2, 3, 0);
    var broken = new SentTraces.Fate(1, 2, 3, 1);
    var complete = new LedgerPage(true, 0, Map.of("traces", 3L));
    var lossy = new LedgerPage(true, 0, Map.of("traces", 2L));
    try (var sink = Sink.open(new Journeys())) {
      var outlet = new Outlet(BACKEND, List.of(List.of(TRACES)), sink);
      assertThat(outlet.result(acknowledged, List.of(whole, dropped), complete).good()).isTrue();
      assertThat(outlet.result(acknowledged, List.of(whole, dropped), lossy).good()).isFalse();
      assertThat(outlet.result(acknowledged, List.of(whole, broken), complete).good()).isFalse();

      var everything = new Outlet(BACKEND, List.of(List.of(TRACES), List.of()), sink);
      assertThat(everything.result(acknowledged, List.of(), complete).good()).isFalse();
      sink.taken(Signal.TRACES).addAll(new long[] {1, 2, 3, 4, 5});
      assertThat(everything.result(acknowledged, List.of(), complete).good()).isTrue();
    }
  }
}
