package io.tailrace.app;

import io.tailrace.component.StartException;
import io.tailrace.topology.DeadLetters;
import io.tailrace.topology.Letter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "dead-letter",
    description = "What backends refused for good: list, show, offer again, and remove.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(list | show | redrive | purge)")
final class DeadLetterCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do: list, show, redrive or purge.");
  }

  @Command(
      name = "list",
      description = "Lists dead letters, oldest first.",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin KafkaAccess kafka,
      @Option(names = "--pipeline", paramLabel = "ID", description = "Only of this pipeline.")
          Optional<String> pipeline,
      @Option(names = "--exporter", paramLabel = "ID", description = "Only of this exporter.")
          Optional<String> exporter,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "100",
              description = "At most so many. Default: ${DEFAULT-VALUE}.")
          int limit)
      throws StartException, InterruptedException {
    try (DeadLetters letters = open(kafka.target())) {
      Table table =
          new Table(
              "name", "time", "pipeline", "exporter", "items", "tried for", "redriven", "error");
      List<Letter> found = letters.list(wanted(pipeline, exporter), limit);
      Set<String> again = letters.offeredAgain(found);
      for (Letter letter : found) {
        table.row(
            letter.name(),
            letter.time(),
            letter.pipeline(),
            letter.exporter(),
            letter.items(),
            letter.failing().toSeconds() + "s",
            again.contains(letter.name()) ? "yes" : "no",
            letter.error().lines().findFirst().orElse(""));
      }
      table.print(spec.commandLine().getOut(), Terminal.system());
      return ExitCode.SUCCESS;
    } catch (ExecutionException e) {
      throw KafkaAccess.refused(e);
    }
  }

  @Command(
      name = "show",
      description = "Shows one dead letter, and can write it to a file.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin KafkaAccess kafka,
      @Parameters(paramLabel = "NAME", description = "Its name in the list.") String name,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              description = "Writes the refused OTLP request, serialised, to a file.")
          Optional<Path> file)
      throws StartException, InterruptedException, IOException {
    try (DeadLetters letters = open(kafka.target())) {
      Optional<Letter> found = letters.show(name);
      if (found.isEmpty()) {
        throw new StartException(
            "There is no dead letter %s; `tailrace dead-letter list` names them.".formatted(name));
      }
      Letter letter = found.get();
      PrintWriter out = spec.commandLine().getOut();
      out.println("name      " + letter.name());
      out.println("time      " + letter.time());
      out.println("pipeline  " + letter.pipeline());
      out.println("exporter  " + letter.exporter());
      out.println("signal    " + letter.signal().id());
      out.println("items     " + letter.items());
      out.println("bytes     " + letter.otlp().length);
      out.println("source    " + letter.source());
      letter
          .metadata()
          .forEach((key, all) -> out.println("header    " + key + ": " + String.join(", ", all)));
      out.println("tried for " + letter.failing().toSeconds() + "s");
      out.println("redriven  " + (letters.offeredAgain(List.of(letter)).isEmpty() ? "no" : "yes"));
      out.println("error     " + letter.error());
      if (file.isPresent()) {
        Files.write(file.get(), letter.otlp());
        out.println("written   " + file.get());
      }
      out.flush();
      return ExitCode.SUCCESS;
    } catch (ExecutionException e) {
      throw KafkaAccess.refused(e);
    }
  }

  @Command(
      name = "redrive",
      description = "Offers dead letters again, to the exporters that could not send them.",
      mixinStandardHelpOptions = true)
  int redrive(
      @Mixin KafkaAccess kafka,
      @Option(names = "--pipeline", paramLabel = "ID", description = "Only of this pipeline.")
          Optional<String> pipeline,
      @Option(names = "--exporter", paramLabel = "ID", description = "Only of this exporter.")
          Optional<String> exporter)
      throws StartException, InterruptedException {
    try (DeadLetters letters = open(kafka.target())) {
      long items = letters.redrive(wanted(pipeline, exporter));
      spec.commandLine()
          .getOut()
          .println(
              items == 0
                  ? "nothing to offer: no dead letter is left that was not offered again"
                  : items == 1
                      ? "1 item offered again; the ledger counts it as redriven"
                      : items + " items offered again; the ledger counts them as redriven");
      return ExitCode.SUCCESS;
    } catch (ExecutionException e) {
      throw KafkaAccess.refused(e);
    }
  }

  @Command(
      name = "purge",
      description =
          "Removes dead letters for good, whether they were offered again or not. Nothing else"
              + " does.",
      mixinStandardHelpOptions = true)
  int purge(
      @Mixin KafkaAccess kafka,
      @Option(
              names = "--older-than",
              paramLabel = "AGE",
              required = true,
              converter = Age.class,
              description = "Those that are older, such as 36h or 7d; 0s for all.")
          Duration age)
      throws StartException, InterruptedException {
    try (DeadLetters letters = open(kafka.target())) {
      long removed = letters.purge(Instant.now().minus(age));
      spec.commandLine().getOut().println(removed + " dead letters removed");
      return ExitCode.SUCCESS;
    } catch (ExecutionException e) {
      throw KafkaAccess.refused(e);
    }
  }

  private static DeadLetters open(KafkaAccess.Target target) {
    return new DeadLetters(target.connection(), target.prefix());
  }

  private static Predicate<Letter> wanted(Optional<String> pipeline, Optional<String> exporter) {
    List<Predicate<Letter>> all =
        List.of(
            letter -> pipeline.map(letter.pipeline().toString()::equals).orElse(true),
            letter -> exporter.map(letter.exporter().toString()::equals).orElse(true));
    return letter -> all.stream().allMatch(each -> each.test(letter));
  }
}
