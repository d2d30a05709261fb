package io.tailrace.bench;

import io.tailrace.bench.micro.UndecidedCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// Measurements of the whole product, beside a peer where one is named.
@Command(
    name = "bench/run",
    description = "Measures Tailrace, and beside it a Collector, in the same run.",
    mixinStandardHelpOptions = true,
    subcommands = {
      RelayCommand.class,
      SamplingCommand.class,
      IdleCommand.class,
      StartCommand.class,
      FlagsCommand.class,
      MicroCommand.class,
      UndecidedCommand.class,
      CutRecording.class,
    })
final class Bench {
  private Bench() {}

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
  }
}
