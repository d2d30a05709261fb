package io.tailrace.bench;

import io.tailrace.bench.Comparison.Row;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Tail sampling with the log as the buffer, beside a Collector's in memory.
@Command(
    name = "tail-sampling",
    description = {
      "Recorded traces: OTLP/gRPC in, tail sampling with three policies that keep 6 in a hundred",
      "(errors, 2 s, one in a hundred), OTLP/gRPC out. A run fails unless exactly the spans arrive"
          + " that",
      "have to be kept. CPU counts from the first span sent until everything kept has arrived",
      "and the last trace has been due for a second.",
    },
    mixinStandardHelpOptions = true)
final class SamplingCommand implements Callable<Integer> {
  private static final List<Row<SamplingSample>> ROWS =
      List.of(
          new Row<>("CPU-seconds per million spans", SamplingSample::cpuPerMillion, 2),
          new Row<>("the same while warming up", SamplingSample::warmingPerMillion, 2),
          new Row<>("resident memory, peak MB", SamplingSample::peakMegabytes, 0),
          new Row<>("spans per second acknowledged", SamplingSample::perSecond, 0),
          new Row<>("acknowledged request p50 ms", SamplingSample::p50, 1),
          new Row<>("acknowledged request p99 ms", SamplingSample::p99, 1),
          new Row<>("beyond decision_wait p50 ms", SamplingSample::late50, 0),
          new Row<>("beyond decision_wait p99 ms", SamplingSample::late99, 0),
          new Row<>("beyond decision_wait, most ms", SamplingSample::lateMost, 0),
          new Row<>("duplicated spans", SamplingSample::duplicated, 0),
          new Row<>("spans kept, %", SamplingSample::share, 2));

  @Mixin private final LoadOptions options = new LoadOptions();

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "decision_wait. Default: ${DEFAULT-VALUE}.")
  private int wait;

  @Option(
      names = "--span-bytes",
      split = ",",
      paramLabel = "BYTES",
      description = "How large spans are at least, one after the other; as recorded by default.")
  private List<Integer> spanBytes = List.of(0);

  @Override
  public Integer call() throws IOException, InterruptedException {
    System.out.println(Machine.description());
    var policies = new SamplingPolicies(Duration.ofSeconds(wait));
    for (int bytes : spanBytes) {
      var sampling =
          new Sampling(options.load().withSpansOf(bytes), policies, options.compression());
      if (bytes > 0) {
        System.out.printf("spans of at least %,d bytes:%n", bytes);
      }
      var comparison = Comparison.of(options, sampling::run);
      System.out.print(comparison.text("exactly the spans to be kept", ROWS));
      comparison
          .ratio(SamplingSample::cpuPerMillion)
          .ifPresent(ratio -> System.out.println("CPU ratio " + ratio.text(2)));
    }
    return 0;
  }
}
