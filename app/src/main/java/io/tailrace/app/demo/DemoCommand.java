package io.tailrace.app.demo;

import io.tailrace.app.replay.Journeys;
import io.tailrace.app.replay.LoadGenerator;
import io.tailrace.app.replay.Progress;
import io.tailrace.app.replay.Recording;
import io.tailrace.app.replay.Sender;
import io.tailrace.app.replay.Sink;
import io.tailrace.app.replay.Workload;
import io.tailrace.component.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
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

  @Option(
      names = "--config",
      paramLabel = "SOURCE",
      description = {
        "Plays the traces through the pipelines of this file instead, and shows what policies keep."
            + " Nothing of yours is touched: everything listens at free ports of 127.0.0.1, OTLP"
            + " goes to a sink, data to a temporary directory. Repeatable: later sources win."
      })
  private List<String> config = List.of();

  @Option(
      names = "--keep",
      description =
          "With --config: leaves the process and its data at the end, and says how to ask them.")
  private boolean keep;

  @Override
  public Integer call() throws IOException, InterruptedException, StartException {
    if (seconds < 5) {
      throw new ParameterException(spec.commandLine(), "--seconds is at least 5");
    }
    if (keep && config.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--keep goes with --config");
    }
    return (config.isEmpty() ? relay() : own()) ? 0 : 1;
  }

  private boolean relay() throws IOException, InterruptedException {
    var progress = progress();
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
      var flags =
          List.of("--config", file.toString(), "--data-dir", directory.resolve("data").toString());
      try (var pipeline = pipeline(flags, directory)) {
        pipeline.awaitPort(relay.grpc(), TO_START);
        var generator =
            generator(
                Recording.bundled(InstantSource.system(), pipeline.pid()), relay.grpc(), journeys);
        var books = new SpanBooks(generator.tally(), sink);
        return new Show(progress, pipeline, relay.grpc(), generator, List.of(sink), books)
            .play(seconds, rate);
      }
    }
  }

  private boolean own() throws IOException, InterruptedException, StartException {
    var progress = progress();
    var journeys = new Journeys();
    try (var scratch = Scratch.create();
        var file = OwnFile.move(config, scratch.path(), journeys)) {
      progress.say(file.introduction());
      try (var pipeline = pipeline(file.flags(), scratch.path())) {
        pipeline.awaitPort(file.port(), TO_START);
        var sent = new SentTraces(Recording.bundled(InstantSource.system(), pipeline.pid()));
        var generator = generator(sent, file.port(), journeys);
        try (var books = file.books(generator.tally(), sent)) {
          boolean good =
              new Show(progress, pipeline, file.port(), generator, file.sinks(), books)
                  .play(seconds, rate);
          explain(progress, books, file.flags());
          if (keep) {
            scratch.keep();
            pipeline.leave();
            progress.say(
                "Process %d runs on, with its data in %s. To end it: kill %1$d"
                    .formatted(pipeline.pid(), scratch.path()));
          }
          return good;
        }
      }
    }
  }

  /// Asks about a trace that was kept, and about one that was not, while their topics are there.
  private void explain(Progress progress, PipelineBooks books, List<String> flags) {
    for (boolean kept : List.of(true, false)) {
      books
          .example(kept)
          .ifPresent(
              id -> {
                progress.say(
                    "%nA trace that was %skept: tailrace explain %s%s"
                        .formatted(
                            kept ? "" : "not ", id, keep ? " " + String.join(" ", flags) : ""));
                var arguments = new ArrayList<>(List.of("explain", id));
                arguments.addAll(flags);
                var _ = spec.root().commandLine().execute(arguments.toArray(String[]::new));
              });
    }
  }

  private Progress progress() {
    return Progress.system(spec.commandLine().getOut());
  }

  private static LoadGenerator generator(Workload workload, int port, Journeys journeys) {
    var target = "127.0.0.1:" + port;
    return new LoadGenerator(workload, () -> Sender.grpc(target, Duration.ofSeconds(5)), journeys);
  }

  private static ChildProcess pipeline(List<String> flags, Path directory) throws IOException {
    var arguments = new ArrayList<>(List.of("run"));
    arguments.addAll(flags);
    var pipeline =
        ChildProcess.start(
            ChildProcess.java("io.tailrace.app.Main", arguments),
            Map.of(),
            directory.resolve("pipeline.log"));
    Runtime.getRuntime().addShutdownHook(new Thread(pipeline::close));
    return pipeline;
  }
}
