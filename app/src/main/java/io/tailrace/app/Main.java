package io.tailrace.app;

import io.tailrace.app.demo.DemoCommand;
import io.tailrace.app.logging.Logs;
import io.tailrace.app.replay.ReplayCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line.
@Command(
    name = "tailrace",
    description = "A telemetry pipeline on Kafka that runs the Collector's configuration.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Flags without a command mean run. Every flag can be set by the environment variable that",
      "the help of the command names in brackets.",
      "Exit codes: 0 success, 1 failure, 78 bad configuration.",
    })
public final class Main {
  private static final List<Class<?>> COMMANDS =
      List.of(
          RunCommand.class,
          ValidateCommand.class,
          ComponentsCommand.class,
          DemoCommand.class,
          ReplayCommand.class,
          PrintConfigCommand.class,
          DiffCommand.class,
          TopicsCommand.class,
          DeadLetterCommand.class,
          ExplainCommand.class,
          PoliciesCommand.class,
          FeatureGateCommand.class,
          VersionCommand.class,
          TrainCommand.class);

  /// Runs a command and ends the process with its exit code.
  public static void main(String[] args) {
    if (Arguments.mayRun(args)) {
      Shutdown.beforeAnythingStarts();
    }
    Logs.configure("warn", "console");
    System.exit(execute(args, out(System.out), out(System.err)));
  }

  /// Runs a command and returns its exit code.
  public static int execute(String[] args, PrintWriter out, PrintWriter err) {
    // The other commands are a sixth of the time that a start takes.
    CommandLine line = line(Arguments.mayRun(args) ? List.of(RunCommand.class) : COMMANDS);
    line.setOut(out);
    line.setErr(err);
    return line.execute(Arguments.prepare(args, line.getSubcommands().keySet()));
  }

  /// All commands, ready to be parsed.
  static CommandLine line() {
    return line(COMMANDS);
  }

  private static CommandLine line(List<Class<?>> commands) {
    CommandLine line = new CommandLine(new Main());
    commands.forEach(line::addSubcommand);
    line.setDefaultValueProvider(new EnvironmentDefaults(System.getenv()));
    line.setExecutionExceptionHandler(new Failures());
    line.setParameterExceptionHandler(new UsageErrors());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    line.setHelpFactory(VariablesInHelp::new);
    return line;
  }

  private static PrintWriter out(java.io.PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
