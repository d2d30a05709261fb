package io.tailrace.app;

import io.tailrace.config.Configuration;
import io.tailrace.config.EffectiveYaml;
import io.tailrace.config.Loaded;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "print-config",
    description = "Prints the configuration after expansion and merging, without its secrets.",
    mixinStandardHelpOptions = true)
final class PrintConfigCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConfigOptions config = new ConfigOptions();

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      defaultValue = "redacted",
      description = "redacted, or unredacted, which prints secrets. Default: ${DEFAULT-VALUE}.")
  private Mode mode = Mode.REDACTED;

  /// What is shown of secrets.
  enum Mode {
    /// Nothing.
    REDACTED,
    /// Everything.
    UNREDACTED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public Integer call() {
    Loaded loaded = config.load();
    if (loaded.configuration().isEmpty()) {
      return BadConfiguration.report(loaded, spec.commandLine().getErr());
    }
    Configuration configuration = loaded.configuration().orElseThrow();
    spec.commandLine().getOut().print(EffectiveYaml.of(configuration, mode == Mode.REDACTED));
    spec.commandLine().getOut().flush();
    return ExitCode.SUCCESS;
  }
}
