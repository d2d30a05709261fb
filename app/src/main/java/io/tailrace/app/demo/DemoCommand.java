package io.tailrace.app.demo;

import io.tailrace.app.replay.Journeys;
import io.tailrace.app.replay.LoadGenerator;
import io.tailrace.app.replay.Progress;
import io.tailrace.app.replay.Recording;
import io.tailrace.app.replay.Sender;
import io.tailrace.app.replay.Sink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command `demo`: shows on this machine, in seconds, that nothing acknowledged is lost.
@Command(
    name = "demo",
    description =
        "Plays recorded traces through a pipeline in a process of its own, takes its backend away,"
            + " kills it with -9, starts it again, and counts every span at both ends.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  /// How long a start may take on a slow machine.
  static final Duration TO_START = Duration.ofSeconds(60);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--seconds",
      defaultValue = "15",
      paramLabel = "N",
      description = "How long to send, at least 5. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--rate",
      defaultValue = "5000",
      paramLabel = "N",
      description = "Spans per second. Default: ${DEFAULT-VALUE}.")
  private double rate;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (seconds < 5) {
      throw new ParameterException(spec.commandLine(), "--seconds is at least 5");
    }
    var progress = Progress.system(spec.commandLine().getOut());
    var journeys = new Journeys();
    try (var scratch = Scratch.create();
        var sink = Sink.open(journeys)) {
      var directory = scratch.path();
      var ports = Ports.free(3);
      var file = directory.resolve("demo.yaml");
      var relay =
          new RelayFile(
              ports.get(0),
              OptionalInt.empty(),
              ports.get(1),
              OptionalInt.of(ports.get(2)),
              RelayFile.otlp(sink.grpcPort(), "gzip"));
      Files.writeString(file, relay.yaml());
      progress.say("A pipeline starts in a process of its own: OTLP in, Kafka, OTLP out.");
      try (var pipeline = pipeline(file, directory)) {
        pipeline.awaitPort(relay.grpc(), TO_START);
        var target = "127.0.0.1:" + relay.grpc();
        var generator =
            new LoadGenerator(
                Recording.bundled(InstantSource.system(), pipeline.pid()),
                () -> Sender.grpc(target, Duration.ofSeconds(5)),
                journeys);
        return new Show(progress, pipeline, relay.grpc(), generator, sink).play(seconds, rate);
      }
    }
  }

  private static ChildProcess pipeline(Path file, Path directory) throws IOException {
    var arguments =
        List.of(
            "run", "--config", file.toString(), "--data-dir", directory.resolve("data").toString());
    var pipeline =
        ChildProcess.start(
            ChildProcess.java("io.tailrace.app.Main", arguments),
            Map.of(),
            directory.resolve("pipeline.log"));
    Runtime.getRuntime().addShutdownHook(new Thread(pipeline::close));
    return pipeline;
  }
}
