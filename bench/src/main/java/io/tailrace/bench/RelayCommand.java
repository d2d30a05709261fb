package io.tailrace.bench;

import io.tailrace.app.replay.LoadPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Durable receive, Kafka, OTLP out, beside a Collector's pass-through in memory.
@Command(
    name = "relay",
    description = {
      "Recorded traces, 512 spans a request: OTLP/gRPC in, OTLP/gRPC out, every span counted",
      "at both ends. The process with its embedded broker is measured, and the peer, in turns.",
    },
    mixinStandardHelpOptions = true)
final class RelayCommand implements Callable<Integer> {
  @Option(names = "--peer", paramLabel = "PATH", description = "A Collector's binary.")
  private Optional<Path> peer = Optional.empty();

  @Option(names = "--runs", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}.")
  private int runs;

  @Option(
      names = "--recording",
      paramLabel = "FILE",
      description = "Recorded traces instead of those that come with the program.")
  private Optional<Path> recording = Optional.empty();

  @Option(
      names = "--compression",
      defaultValue = "none",
      description = "Of what is exported: none, gzip, zstd, snappy. Default: ${DEFAULT-VALUE}.")
  private String compression = "none";

  @Option(
      names = "--warmup",
      defaultValue = "8000000",
      description = "Spans before measuring, which compile it. Default: ${DEFAULT-VALUE}.")
  private long warmup;

  @Option(
      names = "--spans",
      defaultValue = "4000000",
      description = "Spans to measure. Default: ${DEFAULT-VALUE}.")
  private long spans;

  @Option(
      names = "--rate",
      defaultValue = "0",
      description = "Spans per second while measuring; 0, the default, is as many as go.")
  private double rate;

  @Option(
      names = "--workers",
      defaultValue = "4",
      description = "Connections that send at the same time. Default: ${DEFAULT-VALUE}.")
  private int workers;

  @Option(
      names = "--java-options",
      paramLabel = "FLAGS",
      defaultValue = "",
      description = "Further flags for Tailrace's Java, such as a flight recording.")
  private String javaOptions = "";

  @Option(names = "--threads", description = "Also print which threads used the processor.")
  private boolean threads;

  @Override
  public Integer call() throws IOException, InterruptedException {
    System.out.println(Machine.description());
    var candidates = new ArrayList<>(List.of(Candidate.tailrace("Tailrace", javaOptions)));
    peer.map(Candidate::collector).ifPresent(candidates::add);
    var plan = new LoadPlan(spans, Duration.ofHours(1), rate, workers, true);
    var relay = new Relay(recording, compression, warmup, plan);
    Map<String, List<Sample>> samples = new LinkedHashMap<>();
    for (int run = 0; run < runs; run++) {
      for (var candidate : candidates) {
        var sample = relay.run(candidate, run);
        samples.computeIfAbsent(candidate.name(), _ -> new ArrayList<>()).add(sample);
        System.out.printf("  run %d %s%n", run + 1, line(candidate.name(), sample));
        if (threads) {
          System.out.print(sample.threads());
        }
      }
    }
    samples.forEach(RelayCommand::report);
    if (samples.size() == 2) {
      var all = List.copyOf(samples.values());
      System.out.printf(
          "CPU ratio %.2f; while warming up %.2f%n",
          ratio(all, Sample::cpuPerMillion), ratio(all, Sample::warmingPerMillion));
    }
    return 0;
  }

  private static double ratio(List<List<Sample>> all, ToDoubleFunction<Sample> value) {
    return spread(all.getFirst(), value).median() / spread(all.getLast(), value).median();
  }

  private static String line(String name, Sample sample) {
    return "%-9s %.2f c/M (%.2f while warming up), %.0f MB, %,.0f spans/s, p50 %.1f p99 %.1f ms, to the sink p99 %.0f ms"
        .formatted(
            name,
            sample.cpuPerMillion(),
            sample.warmingPerMillion(),
            sample.peakMegabytes(),
            sample.perSecond(),
            sample.p50(),
            sample.p99(),
            sample.journey99());
  }

  private static void report(String name, List<Sample> samples) {
    System.out.printf(
        "%s, median and range of %d, exported = acknowledged:%n", name, samples.size());
    row("CPU-seconds per million spans", samples, Sample::cpuPerMillion, 2);
    row("the same while warming up", samples, Sample::warmingPerMillion, 2);
    row("resident memory, peak MB", samples, Sample::peakMegabytes, 0);
    row("spans per second", samples, Sample::perSecond, 0);
    row("acknowledged request p50 ms", samples, Sample::p50, 1);
    row("acknowledged request p99 ms", samples, Sample::p99, 1);
    row("receive to export p99 ms", samples, Sample::journey99, 0);
    row("duplicated spans", samples, Sample::duplicated, 0);
  }

  private static void row(
      String what, List<Sample> samples, ToDoubleFunction<Sample> value, int decimals) {
    System.out.printf("  %-30s %s%n", what, spread(samples, value).text(decimals));
  }

  private static Spread spread(List<Sample> samples, ToDoubleFunction<Sample> value) {
    return Spread.of(samples.stream().map(value::applyAsDouble).toList());
  }
}
