package io.tailrace.app.replay;

import io.tailrace.model.Signal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The command `replay`: sends telemetry to any OTLP endpoint and says how it was received.
@Command(
    name = "replay",
    description = "Sends recorded traces, or made-up logs and metrics, to an OTLP endpoint.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "With --rate the latency counts from the moment at which a request was due, not from the"
          + " moment at which a client was free to send it (coordinated omission).",
    })
public final class ReplayCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "Recorded traces: [uint32 length][TracesData]..., plain, gzip or zstd.")
  private Optional<Path> file = Optional.empty();

  @Option(names = "--recording", description = "Send the recording that comes with the program.")
  private boolean bundled;

  @Option(
      names = "--signal",
      defaultValue = "traces",
      paramLabel = "SIGNAL",
      description = "traces, or made-up logs or metrics. Default: ${DEFAULT-VALUE}.")
  private Signal signal = Signal.TRACES;

  @Option(
      names = "--to",
      defaultValue = "127.0.0.1:4317",
      paramLabel = "HOST:PORT",
      description = "Where to send. Default: ${DEFAULT-VALUE}.")
  private String target = "";

  @Option(names = "--http", description = "Send OTLP/HTTP (port 4318 usually) instead of gRPC.")
  private boolean http;

  @Option(
      names = "--rate",
      defaultValue = "0",
      paramLabel = "N",
      description = "Items per second; 0 sends as fast as they are acknowledged.")
  private double rate;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      paramLabel = "N",
      description = "How long to send. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--workers",
      defaultValue = "8",
      paramLabel = "N",
      description = "How many connections send at the same time. Default: ${DEFAULT-VALUE}.")
  private int workers;

  @Option(
      names = "--batch",
      defaultValue = "512",
      paramLabel = "N",
      description = "Items in a request. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var out = spec.commandLine().getOut();
    var generator = new LoadGenerator(workload(), this::connect, new Journeys());
    var limit = Duration.ofMillis((long) (seconds * 1000));
    var plan = new LoadPlan(Long.MAX_VALUE, limit, rate, workers, false);
    long start = System.nanoTime();
    var sending =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    generator.run(plan);
                  } catch (InterruptedException _) {
                    generator.stop();
                  }
                });
    var progress = Progress.system(out);
    while (!sending.join(Duration.ofSeconds(1))) {
      progress.update(state(generator.tally(), System.nanoTime() - start));
    }
    report(out, progress, generator.tally(), System.nanoTime() - start);
    return generator.tally().requests() > 0 ? 0 : 1;
  }

  private Workload workload() throws IOException {
    var clock = InstantSource.system();
    if (signal != Signal.TRACES) {
      return signal == Signal.LOGS ? Synthetic.logs(batch, clock) : Synthetic.metrics(batch, clock);
    }
    if (bundled == file.isPresent()) {
      throw new ParameterException(
          spec.commandLine(),
          bundled ? "give a FILE or --recording, not both" : "expected a FILE or --recording");
    }
    long seed = ThreadLocalRandom.current().nextLong();
    return file.isPresent()
        ? Recording.load(file.get(), batch, clock, seed)
        : Recording.bundled(clock, seed);
  }

  private Sender connect() {
    return http ? Sender.http(target, TIMEOUT) : Sender.grpc(target, TIMEOUT);
  }

  private String state(Tally tally, long nanos) {
    return "acknowledged %,d %s · refused %,d requests · %.0f s"
        .formatted(tally.acknowledged().size(), items(), tally.refusals(), nanos / 1e9);
  }

  private String items() {
    return signal.items().replace('_', ' ');
  }

  private void report(PrintWriter out, Progress progress, Tally tally, long nanos) {
    long items = tally.acknowledged().size();
    progress.say(
        "acknowledged %,d %s in %,d requests · %.1f s · %,.0f per second"
            .formatted(items, items(), tally.requests(), nanos / 1e9, items * 1e9 / nanos));
    out.printf("refused      %,d requests, %,d %s%n", tally.refusals(), tally.givenUp(), items());
    if (tally.refusals() > 0) {
      out.println("last refusal " + tally.lastRefusal());
    }
    var micros = tally.micros();
    if (micros.getTotalCount() == 0) {
      return;
    }
    out.printf(
        "latency      p50 %s · p90 %s · p99 %s · max %s%n",
        at(micros, 50), at(micros, 90), at(micros, 99), at(micros, 100));
  }

  private static String at(Histogram micros, double percentile) {
    long value = micros.getValueAtPercentile(percentile);
    return "%.1f ms".formatted(value / (double) TimeUnit.MILLISECONDS.toMicros(1));
  }
}
