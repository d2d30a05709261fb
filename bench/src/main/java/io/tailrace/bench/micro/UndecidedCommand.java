package io.tailrace.bench.micro;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// How much heap undecided traces take, and how long a span takes among them, from taking it in to
/// the decision about its trace.
@Command(
    name = "undecided",
    description = {
      "Fills one partition with undecided traces of the recording and goes on at a steady rate:",
      "heap per trace, CPU per span. Without a broker.",
    },
    mixinStandardHelpOptions = true)
public final class UndecidedCommand implements Callable<Integer> {
  @Option(
      names = "--traces",
      split = ",",
      description = "How many, one after the other. Default: 10000,5000000.")
  private List<Integer> traces = List.of(10_000, 5_000_000);

  @Option(
      names = "--spans",
      defaultValue = "20000000",
      description = "How many spans to measure. Default: ${DEFAULT-VALUE}.")
  private long spans;

  @Option(names = "--runs", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}.")
  private int runs;

  @Override
  public Integer call() throws IOException {
    System.out.println("| undecided traces | bytes of heap a trace | CPU ns a span, each run |");
    System.out.println("|---|---|---|");
    for (int wanted : traces) {
      System.out.println(measure(wanted));
    }
    return 0;
  }

  private String measure(int wanted) throws IOException {
    var partition = new SamplingBenchmark.Partition(SamplingBenchmark.POLICIES, wanted);
    long empty = heap();
    partition.fill();
    long full = heap();
    int there = partition.traces();
    var nanos = new ArrayList<String>();
    for (int run = 0; run < runs; run++) {
      long began = cpu();
      partition.takeAll(spans);
      nanos.add("%.0f".formatted((double) (cpu() - began) / spans));
    }
    return "| %,d | %.0f | %s |"
        .formatted(there, (double) (full - empty) / there, String.join(", ", nanos));
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
