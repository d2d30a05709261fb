package io.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandExplainsItself(String command) {
    assertThat(run((command + " --help").strip().split(" "))).isZero();
    assertThat(out.toString()).startsWith(("Usage: tailrace " + command).strip());
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theHelpNamesTheVariableOfEveryFlag(String command) {
    run((command + " --help").strip().split(" "));
    for (String variable : variables(find(command))) {
      assertThat(out.toString()).contains("[" + variable + "]");
    }
  }

  /// A signal that comes before anything was started must end those with success.
  @Test
  void knowsFromTheFirstWordWhetherAPipelineWillRun() {
    assertThat(List.of("", "run", "run --config x", "--config x", "--kafka.brokers a:1"))
        .allMatch(words -> Arguments.mayRun(words.isEmpty() ? new String[0] : words.split(" ")));
    assertThat(List.of("topics list", "--help", "-v", "replay --to x", "validate --config x"))
        .noneMatch(words -> Arguments.mayRun(words.split(" ")));
  }

  @Test
  void aVariableStandsForItsFlag() {
    String[] seen = new String[1];
    CommandLine line = Main.line();
    line.setDefaultValueProvider(
        new EnvironmentDefaults(java.util.Map.of("TAILRACE_TO", "backend:1")));
    line.setExecutionStrategy(
        parsed -> {
          seen[0] = parsed.subcommand().commandSpec().findOption("--to").getValue();
          return 0;
        });
    assertThat(line.execute("replay")).isZero();
    assertThat(seen[0]).isEqualTo("backend:1");
  }

  @Test
  void refusesALogLevelThatIsNone() {
    assertThat(run("run", "--log-level", "loud")).isEqualTo(1);
    assertThat(err.toString()).contains("--log-level", "loud", "DEBUG, INFO, WARN, ERROR");
  }

  @Test
  void namesTheCommandThatThereIsNot() {
    assertThat(run("rnu")).isEqualTo(1);
    assertThat(err.toString()).contains("no command or argument rnu", "tailrace --help");
  }

  @Test
  void namesTheFileThatIsNotThere() {
    assertThat(run("replay", "no-such-file")).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("tailrace: there is no file no-such-file\n");
  }

  static List<String> commands() {
    return paths("", Main.line()).toList();
  }

  private static Stream<String> paths(String path, CommandLine line) {
    return Stream.concat(
        Stream.of(path),
        line.getSubcommands().entrySet().stream()
            .flatMap(each -> paths((path + " " + each.getKey()).strip(), each.getValue())));
  }

  private static CommandLine find(String path) {
    CommandLine line = Main.line();
    for (String name : path.split(" ")) {
      line = line.getSubcommands().getOrDefault(name, line);
    }
    return line;
  }

  private static List<String> variables(CommandLine line) {
    List<String> names = new ArrayList<>();
    for (OptionSpec option : line.getCommandSpec().options()) {
      EnvironmentDefaults.variable(option).ifPresent(names::add);
    }
    return names;
  }

  private int run(String... args) {
    return Main.execute(args, new PrintWriter(out, true), new PrintWriter(err, true));
  }
}
