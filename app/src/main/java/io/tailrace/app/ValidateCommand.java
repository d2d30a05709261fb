package io.tailrace.app;

import io.tailrace.config.Loaded;
import io.tailrace.config.Report;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "validate",
    description = "Says everything that is wrong with a configuration, each with its place.",
    mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOptions config = new ConfigOptions();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text with carets, or json. Default: ${DEFAULT-VALUE}.")
  private Format format = Format.TEXT;

  /// How problems are printed.
  enum Format {
    /// For people.
    TEXT,
    /// For programs.
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Loaded loaded = config.loadToRun();
    switch (format) {
      case TEXT -> {
        out.print(Report.text(loaded.problems(), Terminal.system().colours()));
        if (loaded.configuration().isPresent()) {
          out.println("The configuration is valid.");
        }
      }
      case JSON -> out.print(Report.json(loaded.problems()));
    }
    out.flush();
    return loaded.configuration().isPresent() ? ExitCode.SUCCESS : ExitCode.BAD_CONFIGURATION;
  }
}
