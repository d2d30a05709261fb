package io.tailrace.app.chaos;

import io.tailrace.app.Main;
import io.tailrace.app.demo.Ports;
import io.tailrace.app.demo.RelayFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/// How a pipeline is started.
///
/// @param directory where its configuration, its log and its data are
/// @param brokers the Kafka of others that it uses, if any
/// @param heap the most that its heap may have, if the launcher is told so by TAILRACE_HEAP
/// @param eager whether it is the mutant that acknowledges before Kafka does
/// @param wrapper a command that runs the command which follows it
/// @param edit what is changed in its configuration
record Setup(
    Path directory,
    Optional<String> brokers,
    Optional<String> heap,
    boolean eager,
    List<String> wrapper,
    UnaryOperator<String> edit) {
  private static final List<String> LIKE_THE_LAUNCHER =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "-XX:TieredStopAtLevel=1",
          "-Xss512k",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  /// The pipeline as it is, on its embedded broker.
  static Setup in(Path directory) {
    return new Setup(
        directory, Optional.empty(), Optional.empty(), false, List.of(), UnaryOperator.identity());
  }

  /// The mutant that acknowledges before Kafka does.
  Setup mutant() {
    return new Setup(directory, brokers, heap, true, wrapper, edit);
  }

  /// With room for more on its heap.
  Setup heap(String most) {
    return new Setup(directory, brokers, Optional.of(most), eager, wrapper, edit);
  }

  /// On the Kafka of others; its names begin with the name of the directory.
  Setup on(String bootstrapServers) {
    return new Setup(directory, Optional.of(bootstrapServers), heap, eager, wrapper, edit);
  }

  /// Run by another command.
  Setup inside(List<String> command) {
    return new Setup(directory, brokers, heap, eager, command, edit);
  }

  /// With a part of the configuration replaced.
  Setup with(String part, String other) {
    return new Setup(
        directory, brokers, heap, eager, wrapper, yaml -> edit.apply(yaml).replace(part, other));
  }

  /// With one request under way to the backend at a time, so that a slow backend has a backlog.
  Setup oneRequestAtATime() {
    return with("compression: none", "compression: none, sending_queue: {num_consumers: 1}");
  }

  /// Starts it and waits until it takes telemetry.
  Rig start() throws IOException, InterruptedException {
    return new Rig(this);
  }

  /// What starts with all topics and groups.
  String prefix() {
    return brokers.isEmpty() ? "tailrace." : directory.getFileName() + ".";
  }

  /// Where its data are.
  Path data() {
    return directory.resolve("data");
  }

  /// The ports of 127.0.0.1 that a pipeline listens on.
  ///
  /// @param clients what clients connect to: the receiver, or the mutant's front
  /// @param grpc the receiver of OTLP/gRPC
  /// @param http the receiver of OTLP/HTTP
  /// @param metrics metrics and the ledger
  /// @param broker the embedded broker
  record Listening(int clients, int grpc, int http, int metrics, int broker) {}

  /// Chooses free ports.
  Listening ports() throws IOException {
    var free = Ports.free(5);
    return new Listening(
        free.get(eager ? 4 : 0), free.get(0), free.get(1), free.get(2), free.get(3));
  }

  /// Returns the command that starts it.
  List<String> command(Listening ports, int sink) throws IOException {
    var file = Files.writeString(directory.resolve("relay.yaml"), yaml(ports, sink));
    var command = new ArrayList<>(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(LIKE_THE_LAUNCHER);
    command.addAll(
        List.of(
            "-Xmx" + heap.orElse("192m"),
            "-XX:MaxDirectMemorySize=" + heap.orElse("96m"),
            // Killed, it leaves there what its libraries unpacked.
            "-Djava.io.tmpdir=" + directory,
            "-cp",
            System.getProperty("java.class.path")));
    command.addAll(
        eager
            ? List.of(EagerMain.class.getName(), "" + ports.clients(), "" + ports.grpc())
            : List.of(Main.class.getName()));
    command.addAll(List.of("run", "--config", file.toString(), "--data-dir", data().toString()));
    return command;
  }

  private String yaml(Listening ports, int sink) {
    var relay =
        new RelayFile(
            ports.grpc(),
            OptionalInt.of(ports.http()),
            ports.metrics(),
            OptionalInt.of(ports.broker()),
            RelayFile.otlp(sink, "none"));
    var embedded = "embedded: {endpoint: '127.0.0.1:%d'}".formatted(ports.broker());
    var external = "brokers: ['%s'], topics: {partitions: 4, prefix: '%s'}";
    return edit.apply(
        brokers
            .map(servers -> relay.yaml().replace(embedded, external.formatted(servers, prefix())))
            .orElse(relay.yaml()));
  }
}
