package io.tailrace.app;

import io.tailrace.config.FeatureGates;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "featuregate",
    description = "Lists the Collector's feature gates that have an effect here.",
    mixinStandardHelpOptions = true)
final class FeatureGateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "ID", arity = "0..1", description = "Only this one.")
  private Optional<String> id = Optional.empty();

  @Override
  public Integer call() {
    if (id.filter(each -> !each.equals(FeatureGates.APPEND)).isPresent()) {
      spec.commandLine()
          .getErr()
          .println(
              "tailrace: The feature gate "
                  + id.orElseThrow()
                  + " has no effect here; `--feature-gates` takes it all the same.");
      return ExitCode.FAILURE;
    }
    new Table("ID", "Enabled", "Stage", "Description")
        .row(
            FeatureGates.APPEND,
            false,
            "Alpha",
            "Joins the lists of extensions, receivers and exporters of several configurations.")
        .print(spec.commandLine().getOut(), Terminal.system());
    return ExitCode.SUCCESS;
  }
}
