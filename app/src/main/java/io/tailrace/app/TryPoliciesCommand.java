package io.tailrace.app;

import io.tailrace.component.MetricRegistry;
import io.tailrace.component.Service;
import io.tailrace.component.StartException;
import io.tailrace.topology.SampledTraces;
import io.tailrace.topology.Trial;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
    name = "try",
    description = {
      "Decides once more about the traces that the log still has, by the policies of another"
          + " configuration, and shows what those would have kept next to what was kept. Nothing"
          + " is exported or written.",
      "Policies that keep to a budget (rate_limiting, bytes_limiting, composite) are marked ~:"
          + " theirs are estimates."
    },
    mixinStandardHelpOptions = true)
final class TryPoliciesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private KafkaAccess kafka = new KafkaAccess();

  @Option(
      names = "--since",
      paramLabel = "AGE",
      defaultValue = "1h",
      converter = Age.class,
      description =
          "Compares traces that were first seen no longer ago, such as 30m. Default:"
              + " ${DEFAULT-VALUE}.")
  private Duration since = Duration.ofHours(1);

  @Option(names = "--pipeline", paramLabel = "ID", description = "Only of this pipeline.")
  private Optional<String> pipeline = Optional.empty();

  @Option(names = "--json", description = "Prints JSON, a line for each pipeline.")
  private boolean json;

  @Override
  public Integer call() throws StartException, InterruptedException {
    KafkaAccess.Target target = kafka.target();
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    try (SampledTraces topics = new SampledTraces(target.connection(), target.prefix())) {
      List<Trial> trials =
          topics.rehearse(
              proposal(target),
              pipeline,
              now.minus(since),
              now,
              new SlowProgress(spec.commandLine().getErr(), System::nanoTime));
      for (Trial trial : trials) {
        var estimates = BudgetPolicies.of(target.configuration(), trial.pipeline());
        print(new TrialReport(trial, now.minus(since), estimates));
      }
      return ExitCode.SUCCESS;
    } catch (ExecutionException e) {
      throw KafkaAccess.refused(e);
    }
  }

  private static SampledTraces.Proposal proposal(KafkaAccess.Target target) {
    MetricRegistry metrics = new MetricRegistry();
    Hosts parts = new Hosts(Clock.systemUTC(), metrics, Service.IDLE, new Roster<>());
    return new SampledTraces.Proposal(target.configuration(), parts, metrics);
  }

  private void print(TrialReport report) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.text(report.json()));
    } else {
      report.print(out, Terminal.system());
    }
    out.flush();
  }
}
