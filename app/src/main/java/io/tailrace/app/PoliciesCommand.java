package io.tailrace.app;

import io.tailrace.component.StartException;
import io.tailrace.topology.PolicyCounts;
import io.tailrace.topology.SampledTraces;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "policies",
    description =
        "Shows how many traces, spans and bytes each policy has kept and dropped since its sampling"
            + " began, and what is not decided.",
    mixinStandardHelpOptions = true,
    subcommands = TryPoliciesCommand.class)
final class PoliciesCommand implements Callable<Integer> {
  private static final String CLEAR = "\u001b[H\u001b[2J";

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private KafkaAccess kafka = new KafkaAccess();

  @Option(
      names = "--watch",
      paramLabel = "INTERVAL",
      arity = "0..1",
      fallbackValue = "2s",
      converter = Age.class,
      description =
          "Shows it again and again, with what is decided in a second, every ${FALLBACK-VALUE}"
              + " unless told otherwise.")
  private Optional<Duration> watch = Optional.empty();

  @Option(
      names = "--times",
      paramLabel = "N",
      description = "With --watch: ends after so many times.")
  private Optional<Integer> times = Optional.empty();

  @Option(names = "--json", description = "Prints JSON, a line each time.")
  private boolean json;

  @Override
  public Integer call() throws StartException, InterruptedException {
    KafkaAccess.Target target = kafka.target();
    try (SampledTraces topics = new SampledTraces(target.connection(), target.prefix())) {
      List<PolicyCounts> before = counts(topics);
      long at = System.nanoTime();
      if (watch.isEmpty()) {
        print(new PolicyRates(before, before, Duration.ZERO));
        return ExitCode.SUCCESS;
      }
      for (int shown = 0; shown < times.orElse(Integer.MAX_VALUE); shown++) {
        Thread.sleep(watch.get());
        List<PolicyCounts> now = counts(topics);
        long nanos = System.nanoTime();
        print(new PolicyRates(before, now, Duration.ofNanos(nanos - at)));
        before = now;
        at = nanos;
      }
      return ExitCode.SUCCESS;
    } catch (ExecutionException e) {
      throw KafkaAccess.refused(e);
    }
  }

  private static List<PolicyCounts> counts(SampledTraces topics)
      throws StartException, ExecutionException, InterruptedException {
    List<PolicyCounts> counts = topics.policies();
    if (counts.isEmpty()) {
      throw new StartException("No pipeline is sampled: none that runs has tail_sampling.");
    }
    return counts;
  }

  private void print(PolicyRates rates) {
    PrintWriter out = spec.commandLine().getOut();
    Terminal terminal = Terminal.system();
    if (json) {
      out.println(Json.text(rates.json()));
    } else {
      if (watch.isPresent() && terminal.interactive()) {
        out.print(CLEAR);
      }
      rates.table(new Figures(terminal.interactive())).print(out, terminal);
    }
    out.flush();
  }
}
