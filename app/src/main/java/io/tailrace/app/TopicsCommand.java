package io.tailrace.app;

import io.tailrace.component.StartException;
import io.tailrace.topology.TopicTable;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "topics",
    description = "The topics of an installation: list, describe, and who is how far behind.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(list | describe | lag)")
final class TopicsCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do: list, describe or lag.");
  }

  @Command(
      name = "list",
      description = "Lists topics with their partitions and records.",
      mixinStandardHelpOptions = true)
  int list(@Mixin KafkaAccess kafka) throws StartException, InterruptedException {
    return with(
        kafka,
        topics -> {
          Map<String, long[]> totals = new TreeMap<>();
          for (TopicTable.Row row : topics.rows()) {
            long[] total = totals.computeIfAbsent(row.topic(), _ -> new long[2]);
            total[0]++;
            total[1] += row.records();
          }
          Table table = new Table("topic", "partitions", "records");
          totals.forEach((topic, total) -> table.row(topic, total[0], total[1]));
          return table;
        });
  }

  @Command(
      name = "describe",
      description = "Shows the partitions and settings of a topic.",
      mixinStandardHelpOptions = true)
  int describe(
      @Mixin KafkaAccess kafka,
      @Parameters(paramLabel = "TOPIC", description = "Its whole name.") String topic)
      throws StartException, InterruptedException {
    return with(
        kafka,
        topics -> {
          if (topics.rows().stream().noneMatch(row -> row.topic().equals(topic))) {
            throw new StartException(
                "There is no topic %s of ours; `tailrace topics list` names them."
                    .formatted(topic));
          }
          Table table = new Table("what", "value");
          for (TopicTable.Row row : topics.rows()) {
            if (row.topic().equals(topic)) {
              table.row(
                  "partition " + row.partition(),
                  "%d records, offsets %d to %d".formatted(row.records(), row.first(), row.end()));
            }
          }
          topics.settings(topic).forEach(table::row);
          return table;
        });
  }

  @Command(
      name = "lag",
      description = "Shows every group that reads our topics, and its backlog.",
      mixinStandardHelpOptions = true)
  int lag(@Mixin KafkaAccess kafka) throws StartException, InterruptedException {
    return with(
        kafka,
        topics -> {
          Table table = new Table("group", "topic", "partition", "position", "lag");
          for (TopicTable.Lag lag : topics.lags()) {
            table.row(lag.group(), lag.topic(), lag.partition(), lag.position(), lag.lag());
          }
          return table;
        });
  }

  /// A look at topics that ends in a table.
  private interface Look {
    Table at(TopicTable topics) throws StartException, ExecutionException, InterruptedException;
  }

  private int with(KafkaAccess kafka, Look look) throws StartException, InterruptedException {
    KafkaAccess.Target target = kafka.target();
    try (TopicTable topics = new TopicTable(target.connection(), target.prefix())) {
      look.at(topics).print(spec.commandLine().getOut(), Terminal.system());
      return ExitCode.SUCCESS;
    } catch (ExecutionException e) {
      throw KafkaAccess.refused(e);
    }
  }
}
