package io.tailrace.bench;

import io.tailrace.app.replay.LoadPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Compares flags of the launcher under the load of a relay: the later flag wins in Java.
@Command(
    name = "flags",
    description = "Measures the relay with each set of Java flags; the launcher has the best.",
    mixinStandardHelpOptions = true)
final class FlagsCommand implements Callable<Integer> {
  private static final List<String> CHOICES =
      List.of(
          "",
          "-XX:-UseCompactObjectHeaders",
          "-Xmx128m",
          "-Xmx256m",
          "-Xmx512m",
          "-Xmn64m",
          "-XX:-UseSerialGC -XX:+UseParallelGC",
          "-XX:-UseSerialGC -XX:+UseG1GC",
          "-XX:-UseSerialGC -XX:+UseG1GC -Xmx512m");

  @Option(names = "--runs", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}.")
  private int runs;

  @Option(names = "--spans", defaultValue = "2000000", description = "Default: ${DEFAULT-VALUE}.")
  private long spans;

  @Option(
      names = "--flags",
      description = "One set of flags to compare instead of the usual ones. Repeatable.")
  private List<String> flags = CHOICES;

  @Override
  public Integer call() throws IOException, InterruptedException {
    System.out.println(Machine.description());
    System.out.println("| flags beside the launcher's | c/M | peak MB | spans/s | p99 ms |");
    System.out.println("|---|---|---|---|---|");
    var plan = LoadPlan.items(spans, 4);
    var relay = new Relay(new Load(Optional.empty(), 0, spans, plan), "none");
    for (var choice : flags) {
      var samples = new ArrayList<Sample>();
      for (int run = 0; run < runs; run++) {
        samples.add(relay.run(Candidate.tailrace("Tailrace", choice), run));
      }
      System.out.printf(
          "| `%s` | %s | %s | %s | %s |%n",
          choice.isEmpty() ? "none" : choice,
          Spread.of(samples.stream().map(Sample::cpuPerMillion).toList()).text(2),
          Spread.of(samples.stream().map(Sample::peakMegabytes).toList()).text(0),
          Spread.of(samples.stream().map(Sample::perSecond).toList()).text(0),
          Spread.of(samples.stream().map(Sample::p99).toList()).text(0));
    }
    return 0;
  }
}
