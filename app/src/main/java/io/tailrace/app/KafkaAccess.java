package io.tailrace.app;

import io.tailrace.broker.RunningBroker;
import io.tailrace.component.MetricRegistry;
import io.tailrace.component.Service;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.Loaded;
import io.tailrace.topology.KafkaConfig;
import io.tailrace.topology.KafkaConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// How commands reach the Kafka of an installation: the brokers that the configuration names, or
/// the broker that runs in another process on the same data directory.
final class KafkaAccess {
  private static final ComponentId KAFKA = ComponentId.of("kafka");

  @Mixin private ConfigOptions config = new ConfigOptions();

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "tailrace-data",
      description =
          "The data directory of the process whose broker is meant. Default: ${DEFAULT-VALUE}.")
  private Path dataDirectory = Path.of("tailrace-data");

  /// Kafka, and what our names in it begin with.
  ///
  /// @param configuration what says so
  record Target(KafkaConnection connection, String prefix, Configuration configuration) {}

  /// Finds Kafka.
  ///
  /// @throws BadConfiguration if the configuration is bad
  /// @throws StartException if no broker runs
  Target target() throws StartException {
    Loaded loaded = config.loadToRun();
    Configuration configuration =
        loaded.configuration().orElseThrow(() -> new BadConfiguration(loaded));
    KafkaConfig kafka = KafkaConfig.of(configuration).orElseThrow();
    KafkaConnection connection =
        kafka.client().brokers().isEmpty()
            ? KafkaConnection.embedded(running().bootstrap(), "tailrace-cli")
            : KafkaConnection.external(kafka.client().properties(host()));
    return new Target(connection, kafka.topics().prefix(), configuration);
  }

  /// Says that Kafka did not do what a command asked for.
  static StartException refused(ExecutionException e) {
    Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
    return new StartException("Kafka did not do what was asked: " + cause.getMessage(), cause);
  }

  private RunningBroker running() throws StartException {
    try {
      return RunningBroker.find(dataDirectory)
          .filter(broker -> ProcessHandle.of(broker.pid()).isPresent())
          .orElseThrow(
              () ->
                  new StartException(
                      "No broker runs on %s. Start `tailrace run` there, name its directory with --data-dir, or name brokers with --kafka.brokers."
                          .formatted(dataDirectory.toAbsolutePath())));
    } catch (IOException e) {
      throw new StartException(
          "What is written about the broker in %s cannot be read.".formatted(dataDirectory), e);
    }
  }

  private static ComponentHost host() {
    return new ComponentHost(
        KAFKA, Set.of(), Clock.systemUTC(), new MetricRegistry(), Service.IDLE, new Roster<>());
  }
}
