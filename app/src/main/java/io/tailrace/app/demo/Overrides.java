package io.tailrace.app.demo;

import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.Configuration.Configured;
import io.tailrace.config.Kind;
import io.tailrace.config.Node;
import io.tailrace.topology.KafkaConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What is laid over a user's configuration so that it runs on this machine alone: everything
/// listens at free ports of 127.0.0.1, OTLP goes to sinks, files and Kafka's log lie in a scratch
/// directory. The rest stays as the user wrote it.
final class Overrides {
  private static final String LOCAL = "127.0.0.1:";

  private final Path directory;
  private final List<String> lines = new ArrayList<>();
  private int files;

  /// Creates none yet.
  ///
  /// @param directory where files may be written
  Overrides(Path directory) {
    this.directory = directory;
  }

  /// The ports of a sink.
  ///
  /// @param grpc that of OTLP/gRPC
  /// @param http that of OTLP/HTTP
  record Target(int grpc, int http) {}

  /// Moves every part that listens, sends or writes.
  ///
  /// @param play the receiver that traces come in at
  /// @param ports where traces come in, where metrics are read, where the broker listens
  /// @param sinks where the exporters of OTLP send
  void add(
      Configuration configuration,
      ComponentId play,
      List<Integer> ports,
      Map<ComponentId, Target> sinks)
      throws IOException {
    for (Configured each : of(configuration, Kind.RECEIVER)) {
      if (each.type().equals("otlp")) {
        receiver(each, each.id().equals(play) ? ports.get(0) : Ports.free(1).getFirst());
      }
    }
    of(configuration, Kind.EXPORTER).forEach(each -> exporter(each, sinks));
    for (Configured each : of(configuration, Kind.EXTENSION)) {
      if (List.of("health_check", "zpages", "pprof").contains(each.type())) {
        line("extensions", each.id(), "endpoint: '%s'".formatted(LOCAL + Ports.free(1).getFirst()));
      }
    }
    telemetry(ports.get(1));
    broker(configuration, ports.get(2));
  }

  /// The text of a configuration that is merged over the user's.
  String yaml() {
    return String.join("\n", lines) + "\n";
  }

  private static List<Configured> of(Configuration configuration, Kind kind) {
    return List.copyOf(configuration.components().getOrDefault(kind, Map.of()).values());
  }

  /// A key without a value wipes what the user wrote below it.
  private void receiver(Configured receiver, int grpc) throws IOException {
    String open = "{endpoint: '%s%d', transport: tcp, tls: null, auth: null}";
    boolean web =
        receiver.node() instanceof Node.Mapping map
            && map.entry("protocols").map(Node.Entry::value).orElse(map) instanceof Node.Mapping in
            && in.entry("http").isPresent();
    String http = web ? ", http: " + open.formatted(LOCAL, Ports.free(1).getFirst()) : "";
    line(
        "receivers",
        receiver.id(),
        "protocols: {grpc: " + open.formatted(LOCAL, grpc) + http + "}");
  }

  private void exporter(Configured exporter, Map<ComponentId, Target> sinks) {
    ComponentId id = exporter.id();
    Target sink = sinks.getOrDefault(id, new Target(1, 1));
    switch (exporter.type()) {
      case "otlp_grpc" ->
          line(
              "exporters",
              id,
              "endpoint: '%s%d', tls: null, auth: null, authority: null"
                  .formatted("http://" + LOCAL, sink.grpc()));
      case "otlp_http" ->
          line(
              "exporters",
              id,
              ("endpoint: '%s%d', traces_endpoint: null, metrics_endpoint: null,"
                      + " logs_endpoint: null, encoding: proto, tls: null, auth: null,"
                      + " proxy_url: null")
                  .formatted("http://" + LOCAL, sink.http()));
      case "file" ->
          line(
              "exporters",
              id,
              "group_by: null, path: " + quoted(directory.resolve("file-" + ++files).toString()));
      default -> {}
    }
  }

  private void telemetry(int port) {
    lines.add(
        "service: {telemetry: {metrics: {level: normal, address: null, readers: [{pull:"
            + " {exporter: {prometheus: {host: 127.0.0.1, port: %d}}}}]}}}".formatted(port));
  }

  private void broker(Configuration configuration, int port) throws IOException {
    boolean listens =
        KafkaConfig.of(configuration).flatMap(kafka -> kafka.embedded().listen()).isPresent();
    String listen =
        listens ? ", listen: {endpoint: '%s%d'}".formatted(LOCAL, Ports.free(1).getFirst()) : "";
    lines.add(
        "'extensions::kafka': {brokers: null, topics: {replication_factor: null}, embedded: {endpoint: '%s%d'%s}}"
            .formatted(LOCAL, port, listen));
  }

  private void line(String section, ComponentId id, String values) {
    lines.add("'%s::%s': {%s}".formatted(section, id.toString().replace("'", "''"), values));
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''").replace("$", "$$") + "'";
  }
}
