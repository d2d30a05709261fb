package io.tailrace.app;

import io.tailrace.component.StartException;
import io.tailrace.topology.SampledTraces;
import io.tailrace.topology.TraceHistory;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "explain",
    description =
        "Says what became of a trace: when its spans came, what each policy said of it, and where"
            + " it went. The answer comes from the topics of the sampled pipelines.",
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private KafkaAccess kafka = new KafkaAccess();

  @Parameters(
      paramLabel = "TRACE_ID",
      converter = TraceIdArgument.Converter.class,
      description = "Its 32 hexadecimal digits.")
  private TraceIdArgument trace = new TraceIdArgument(0, 0);

  @Option(
      names = "--since",
      paramLabel = "AGE",
      converter = Age.class,
      description =
          "Looks for decisions no older than that, such as 30m or 2h; all that there are if it is"
              + " not given.")
  private Optional<Duration> since = Optional.empty();

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Override
  public Integer call() throws StartException, InterruptedException {
    KafkaAccess.Target target = kafka.target();
    PrintWriter out = spec.commandLine().getOut();
    try (SampledTraces topics = new SampledTraces(target.connection(), target.prefix())) {
      List<TraceHistory> histories =
          topics.search(
              trace.high(),
              trace.low(),
              since.map(Instant.now()::minus),
              new SlowProgress(spec.commandLine().getErr(), System::nanoTime));
      if (histories.isEmpty()) {
        throw new StartException("No pipeline is sampled, so nothing is known of single traces.");
      }
      if (json) {
        out.println(Json.text(TraceJson.of(trace, histories)));
      } else {
        new TraceText(out, Terminal.system()).print(trace, histories);
      }
      out.flush();
      boolean found = histories.stream().anyMatch(history -> !history.lives().isEmpty());
      return found ? ExitCode.SUCCESS : ExitCode.FAILURE;
    } catch (ExecutionException e) {
      throw KafkaAccess.refused(e);
    }
  }
}
