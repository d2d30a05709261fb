package io.tailrace.app;

import io.tailrace.app.demo.Ports;
import io.tailrace.app.demo.RelayFile;
import io.tailrace.app.demo.Scratch;
import io.tailrace.app.replay.Journeys;
import io.tailrace.app.replay.LoadGenerator;
import io.tailrace.app.replay.LoadPlan;
import io.tailrace.app.replay.Recording;
import io.tailrace.app.replay.Sender;
import io.tailrace.app.replay.Sink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The command `train`: a first start, a later one with a relay under load, and clean stops in this
/// process, for a Java that records which classes and methods that takes.
///
/// The launcher makes the cache of it from which every later start profits (JEP 483, JEP 515).
@Command(
    name = "train",
    hidden = true,
    description = "Runs a relay under load, for the launcher to learn what a start needs.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration TO_START = Duration.ofSeconds(60);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
  private static final int CLIENTS = 4;
  private static final int SMALL = 16;

  /// What files usually have beside a receiver and an exporter.
  private static final String USUAL =
      """
      yaml:
      processors:
        memory_limiter: {check_interval: 1s, limit_percentage: 80}
        resource: {attributes: [{key: deployment.environment, value: test, action: upsert}]}
        attributes: {actions: [{key: test, action: delete}]}
        batch: {}
      exporters:
        otlphttp: {endpoint: 'http://127.0.0.1:1'}
        debug: {}
      extensions:
        health_check: {endpoint: '127.0.0.1:0'}
        zpages: {endpoint: '127.0.0.1:0'}
      service:
        extensions: [health_check, zpages]
        pipelines:
          traces:
            processors: [memory_limiter, resource, attributes, batch]
            exporters: [otlp, otlphttp, debug]
      """;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--seconds",
      defaultValue = "6",
      paramLabel = "N",
      description = "How long to send. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Override
  public Integer call()
      throws IOException, InterruptedException, ExecutionException, ReflectiveOperationException {
    try (var scratch = Scratch.create();
        var sink = Sink.open(new Journeys())) {
      List<Integer> ports = Ports.free(4);
      RelayFile relay =
          new RelayFile(
              ports.get(0),
              OptionalInt.of(ports.get(1)),
              ports.get(2),
              OptionalInt.of(ports.get(3)),
              RelayFile.otlp(sink.grpcPort(), "none"));
      Path file = Files.writeString(scratch.path().resolve("relay.yaml"), relay.yaml());
      // A later start finds files of the first: that takes code of its own.
      int first = end(start(relay, scratch.path(), List.of(file.toString(), USUAL)));
      if (first != ExitCode.SUCCESS) {
        return first;
      }
      FutureTask<Integer> pipeline = start(relay, scratch.path(), List.of(file.toString()));
      Supplier<Sender> grpc = () -> Sender.grpc("127.0.0.1:" + ports.get(0), TIMEOUT);
      Supplier<Sender> http = () -> Sender.http("127.0.0.1:" + ports.get(1), TIMEOUT);
      // What is done once per request becomes hot only by many small ones.
      send(grpc, SMALL, 4 * CLIENTS, Duration.ofSeconds(seconds).dividedBy(2));
      send(http, SMALL, CLIENTS, Duration.ofSeconds(seconds).dividedBy(8));
      send(grpc, Recording.SDK_BATCH, CLIENTS, Duration.ofSeconds(seconds).dividedBy(2));
      return end(pipeline);
    }
  }

  private FutureTask<Integer> start(RelayFile relay, Path directory, List<String> configs)
      throws IOException, InterruptedException {
    FutureTask<Integer> pipeline = new FutureTask<>(() -> run(directory, configs));
    Thread.ofPlatform().name("pipeline").daemon(true).start(pipeline);
    await(relay.grpc(), pipeline);
    return pipeline;
  }

  private static int end(FutureTask<Integer> pipeline)
      throws ReflectiveOperationException, ExecutionException, InterruptedException {
    Signals.raise("TERM");
    return pipeline.get();
  }

  private int run(Path directory, List<String> configs) {
    List<String> arguments = new ArrayList<>(List.of("run"));
    arguments.addAll(List.of("--data-dir", directory.resolve("data").toString()));
    configs.forEach(config -> arguments.addAll(List.of("--config", config)));
    return Main.execute(
        arguments.toArray(String[]::new), spec.commandLine().getOut(), spec.commandLine().getErr());
  }

  private static void send(Supplier<Sender> senders, int batch, int clients, Duration limit)
      throws IOException, InterruptedException {
    Recording recording = Recording.bundled(batch, InstantSource.system(), batch);
    new LoadGenerator(recording, senders, new Journeys())
        .run(new LoadPlan(Long.MAX_VALUE, limit, 0, clients, true));
  }

  private static void await(int port, FutureTask<Integer> pipeline)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + TO_START.toNanos();
    while (!Ports.isOpen(port)) {
      if (pipeline.isDone() || System.nanoTime() > end) {
        throw new IOException("the pipeline did not start");
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
  }
}
