package io.tailrace.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// That every benchmark still runs: nothing else would notice when one no longer does.
final class BenchmarksTest {
  @Test
  void everyBenchmarkRuns() throws Exception {
    var options =
        new OptionsBuilder()
            .include(".*")
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(1))
            .shouldFailOnError(true)
            .build();
    var unseen = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    var quiet = OutputFormatFactory.createFormatInstance(unseen, VerboseMode.SILENT);

    assertThat(new Runner(options, quiet).run()).hasSize(benchmarks());
  }

  private static int benchmarks() {
    return (int)
        Stream.of(ModelBenchmark.class, ProcessorBenchmark.class, SamplingBenchmark.class)
            .flatMap(type -> Arrays.stream(type.getMethods()))
            .filter(method -> method.isAnnotationPresent(Benchmark.class))
            .count();
  }
}
