package io.tailrace.bench;

import io.tailrace.app.demo.RelayFile;
import io.tailrace.app.demo.Scratch;
import io.tailrace.app.replay.Journeys;
import io.tailrace.app.replay.Sink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What a relay costs while nobody sends anything.
@Command(
    name = "idle",
    description = "Starts a relay, sends nothing, and measures CPU and memory.",
    mixinStandardHelpOptions = true)
final class IdleCommand implements Callable<Integer> {
  @Option(names = "--peer", paramLabel = "PATH", description = "A Collector's binary.")
  private Optional<Path> peer = Optional.empty();

  @Option(
      names = "--settle",
      defaultValue = "20",
      description = "Seconds before measuring. Default: ${DEFAULT-VALUE}.")
  private int settle;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description = "Seconds to measure. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--java-options",
      paramLabel = "FLAGS",
      defaultValue = "",
      description = "Further flags for Tailrace's Java.")
  private String javaOptions = "";

  @Override
  public Integer call() throws IOException, InterruptedException {
    System.out.println(Machine.description());
    var candidates = new ArrayList<>(List.of(Candidate.tailrace("Tailrace", javaOptions)));
    peer.map(Candidate::collector).ifPresent(candidates::add);
    for (var candidate : candidates) {
      measure(candidate);
    }
    return 0;
  }

  private void measure(Candidate candidate) throws IOException, InterruptedException {
    try (var scratch = Scratch.create();
        var sink = Sink.open(new Journeys());
        var running = candidate.start(scratch.path(), RelayFile.otlp(sink.grpcPort(), "none"))) {
      Thread.sleep(Duration.ofSeconds(settle));
      double before = Usage.of(running.process().pid()).cpuSeconds();
      Thread.sleep(Duration.ofSeconds(seconds));
      var after = Usage.of(running.process().pid());
      System.out.printf(
          "%-9s idle: %.1f %% of a core, %d MB resident, %d MB at its highest%n",
          candidate.name(),
          (after.cpuSeconds() - before) * 100 / seconds,
          after.megabytes(),
          after.peakMegabytes());
    }
  }
}
