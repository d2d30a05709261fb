package io.tailrace.bench;

import io.tailrace.app.demo.RelayFile;
import io.tailrace.app.demo.Scratch;
import io.tailrace.app.replay.Journeys;
import io.tailrace.app.replay.Sink;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// How long it takes until requests are taken: on an empty directory, after a clean stop, after
/// a kill.
@Command(
    name = "start",
    description = "Measures the time from launch to the open port of OTLP.",
    mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {
  private static final Duration TO_START = Duration.ofSeconds(60);

  @Option(names = "--runs", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}.")
  private int runs;

  @Option(
      names = "--java-options",
      paramLabel = "FLAGS",
      defaultValue = "",
      description = "Further flags for Tailrace's Java.")
  private String javaOptions = "";

  @Override
  public Integer call() throws IOException, InterruptedException {
    System.out.println(Machine.description());
    var first = new ArrayList<Double>();
    var second = new ArrayList<Double>();
    var killed = new ArrayList<Double>();
    var stops = new ArrayList<Double>();
    for (int run = 0; run < runs; run++) {
      try (var scratch = Scratch.create();
          var sink = Sink.open(new Journeys())) {
        long begin = System.nanoTime();
        var exporter = RelayFile.otlp(sink.grpcPort(), "none");
        try (var running =
            Candidate.tailrace("Tailrace", javaOptions).launch(scratch.path(), exporter)) {
          first.add(open(running, begin));
          begin = System.nanoTime();
          running.process().stop();
          stops.add(since(begin));
          second.add(again(running));
          running.process().kill();
          killed.add(again(running));
        }
      }
    }
    report("first start, empty directory", first);
    report("start after a clean stop", second);
    report("start after kill -9", killed);
    report("clean stop", stops);
    return 0;
  }

  private static double again(Candidate.Running running) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    running.process().restart();
    return open(running, begin);
  }

  private static double open(Candidate.Running running, long begin)
      throws IOException, InterruptedException {
    running.process().awaitPort(running.grpc(), TO_START);
    return since(begin);
  }

  private static double since(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  private static void report(String what, List<Double> seconds) {
    System.out.printf("%-30s %s s%n", what, Spread.of(seconds).text(2));
  }
}
