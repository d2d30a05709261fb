package io.tailrace.bench;

import io.tailrace.bench.Comparison.Row;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Durable receive, Kafka, OTLP out, beside a Collector's pass-through in memory.
@Command(
    name = "relay",
    description = {
      "Recorded traces, 512 spans a request: OTLP/gRPC in, OTLP/gRPC out, every span counted",
      "at both ends. The process with its embedded broker is measured, and the peer, in turns.",
    },
    mixinStandardHelpOptions = true)
final class RelayCommand implements Callable<Integer> {
  private static final List<Row<Sample>> ROWS =
      List.of(
          new Row<>("CPU-seconds per million spans", Sample::cpuPerMillion, 2),
          new Row<>("the same while warming up", Sample::warmingPerMillion, 2),
          new Row<>("resident memory, peak MB", Sample::peakMegabytes, 0),
          new Row<>("spans per second", Sample::perSecond, 0),
          new Row<>("acknowledged request p50 ms", Sample::p50, 1),
          new Row<>("acknowledged request p99 ms", Sample::p99, 1),
          new Row<>("receive to export p99 ms", Sample::journey99, 0),
          new Row<>("duplicated spans", Sample::duplicated, 0));

  @Mixin private final LoadOptions options = new LoadOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    System.out.println(Machine.description());
    var relay = new Relay(options.load(), options.compression());
    var comparison = Comparison.of(options, relay::run);
    System.out.print(comparison.text("exported = acknowledged", ROWS));
    comparison
        .ratio(Sample::cpuPerMillion)
        .ifPresent(ratio -> System.out.println("CPU ratio " + ratio.text(2)));
    comparison
        .ratio(Sample::warmingPerMillion)
        .ifPresent(ratio -> System.out.println("while warming up " + ratio.text(2)));
    return 0;
  }
}
