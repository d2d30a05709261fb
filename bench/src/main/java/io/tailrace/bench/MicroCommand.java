package io.tailrace.bench;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Single functions by JMH.
@Command(
    name = "micro",
    description = "Measures the slicer and what rewrites bytes with JMH, a span at a time.",
    mixinStandardHelpOptions = true)
final class MicroCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      description = "Regular expressions for the names of benchmarks. Default: all.")
  private List<String> names = List.of(".*");

  @Option(names = "--forks", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  private int forks;

  @Option(names = "--seconds", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Override
  public Integer call() throws RunnerException {
    var options =
        new OptionsBuilder()
            .shouldFailOnError(true)
            .forks(forks)
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .warmupIterations(seconds)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(seconds)
            .measurementTime(TimeValue.seconds(1))
            .addProfiler(GCProfiler.class);
    names.forEach(options::include);
    new Runner(options.build()).run();
    return 0;
  }
}
