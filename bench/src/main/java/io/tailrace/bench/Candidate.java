package io.tailrace.bench;

import io.tailrace.app.demo.ChildProcess;
import io.tailrace.app.demo.Ports;
import io.tailrace.app.demo.RelayFile;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// A program that can be measured: it takes OTLP in and gives it to a sink.
///
/// @param name what the table calls it
/// @param program the launcher or the binary
/// @param ours whether it is Tailrace, with a broker and a data directory
/// @param environment variables beside those of this process
record Candidate(String name, Path program, boolean ours, Map<String, String> environment) {
  private static final Duration TO_START = Duration.ofSeconds(60);

  /// A started candidate.
  ///
  /// @param process it
  /// @param grpc where it takes OTLP/gRPC
  /// @param http where it says how it is
  record Running(ChildProcess process, int grpc, int http) implements AutoCloseable {
    private static final Pattern IN_FLIGHT = Pattern.compile("\"in_flight\":[1-9]");

    /// Returns what it answers to `GET /ledger`.
    String ledger() throws IOException {
      try (var in = URI.create("http://127.0.0.1:" + http + "/ledger").toURL().openStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }

    /// Whether nothing that it took is under way and everything is accounted for.
    boolean balanced() throws IOException {
      var ledger = ledger();
      return ledger.contains("\"balanced\":true") && !IN_FLIGHT.matcher(ledger).find();
    }

    @Override
    public void close() {
      process.close();
    }
  }

  /// Tailrace as built from these sources, started by the launcher that users start.
  ///
  /// @param javaOptions further flags for its Java, empty for none
  static Candidate tailrace(String name, String javaOptions) {
    var root = Path.of(System.getProperty("tailrace.root", "."));
    return new Candidate(
        name,
        root.resolve("dist/bin/tailrace"),
        true,
        Map.of(
            "TAILRACE_LIB",
            root.resolve("app/target/lib").toString(),
            "TAILRACE_JAVA_OPTS",
            javaOptions));
  }

  /// A Collector, with as many threads as there are processors.
  static Candidate collector(Path binary) {
    var processors = Integer.toString(Runtime.getRuntime().availableProcessors());
    return new Candidate("Collector", binary, false, Map.of("GOMAXPROCS", processors));
  }

  /// Starts it in a directory and waits until it takes requests.
  ///
  /// @param exporter what stands below `exporters`
  Running start(Path directory, String exporter) throws IOException, InterruptedException {
    return start(directory, exporter, List.of());
  }

  /// Starts it with further files and waits until it takes requests.
  ///
  /// @param exporter what stands below `exporters`
  /// @param further the texts of files that are merged with that of a relay
  Running start(Path directory, String exporter, List<String> further)
      throws IOException, InterruptedException {
    var running = launch(directory, exporter, further);
    running.process.awaitPort(running.grpc, TO_START);
    return running;
  }

  /// Starts it in a directory without waiting.
  Running launch(Path directory, String exporter) throws IOException {
    return launch(directory, exporter, List.of());
  }

  private Running launch(Path directory, String exporter, List<String> further) throws IOException {
    var ports = Ports.free(3);
    var broker = ours ? OptionalInt.of(ports.get(2)) : OptionalInt.empty();
    var relay = new RelayFile(ports.get(0), OptionalInt.empty(), ports.get(1), broker, exporter);
    var command = new ArrayList<>(List.of(program.toString()));
    if (ours) {
      command.addAll(List.of("run", "--data-dir", directory.resolve("data").toString()));
    }
    command.addAll(config(directory, "relay.yaml", relay.yaml()));
    for (int i = 0; i < further.size(); i++) {
      command.addAll(config(directory, "further-" + i + ".yaml", further.get(i)));
    }
    var log = directory.resolve("output.log");
    var process = ChildProcess.start(command, environment, log);
    return new Running(process, relay.grpc(), relay.metrics());
  }

  private static List<String> config(Path directory, String name, String yaml) throws IOException {
    return List.of("--config", Files.writeString(directory.resolve(name), yaml).toString());
  }
}
