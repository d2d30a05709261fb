package io.tailrace.app;

import io.tailrace.config.Configuration;
import io.tailrace.config.ConfigurationReader;
import io.tailrace.config.Environment;
import io.tailrace.config.Loaded;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "diff",
    description = "Says what a reload from one configuration to another would do.",
    mixinStandardHelpOptions = true)
final class DiffCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "OLD", description = "The configuration that runs.")
  private String before = "";

  @Parameters(index = "1", paramLabel = "NEW", description = "The configuration to come.")
  private String after = "";

  @Override
  public Integer call() {
    Optional<Configuration> old = read(before);
    Optional<Configuration> now = read(after);
    if (old.isEmpty() || now.isEmpty()) {
      return ExitCode.BAD_CONFIGURATION;
    }
    List<String> lines = new Difference(old.get(), now.get()).lines();
    PrintWriter out = spec.commandLine().getOut();
    lines.forEach(out::println);
    if (lines.isEmpty()) {
      out.println("Nothing would change.");
    }
    return ExitCode.SUCCESS;
  }

  private Optional<Configuration> read(String source) {
    Loaded loaded =
        new ConfigurationReader(Components.ALL, Environment.system())
            .read(List.of(source), List.of());
    if (loaded.configuration().isEmpty()) {
      BadConfiguration.report(loaded, spec.commandLine().getErr());
    }
    return loaded.configuration();
  }
}
