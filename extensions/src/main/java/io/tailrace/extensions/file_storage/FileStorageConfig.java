package io.tailrace.extensions.file_storage;

import io.tailrace.config.Option;
import io.tailrace.config.Validated;
import java.time.Duration;

/// What is written below `file_storage:`.
record FileStorageConfig(
    @Option(
            value = "/var/lib/otelcol/file_storage",
            doc = "Where state is kept.",
            noEffect = FileStorageConfig.WHY)
        String directory,
    @Option(
            value = "true",
            doc = "Whether the directory is made.",
            noEffect = FileStorageConfig.WHY)
        boolean createDirectory,
    @Option(value = "0750", doc = "Its permissions.", noEffect = FileStorageConfig.WHY)
        String directoryPermissions,
    @Option(
            value = "1s",
            doc = "How long its lock is waited for.",
            noEffect = FileStorageConfig.WHY)
        Duration timeout,
    @Option(doc = "Whether every write is synced.", noEffect = FileStorageConfig.WHY) boolean fsync,
    @Option(doc = "Whether a damaged file is made anew.", noEffect = FileStorageConfig.WHY)
        boolean recreate,
    @Option(doc = "How files are made smaller.") Compaction compaction)
    implements Validated {
  static final String WHY = "it is not needed: queues and state are in Kafka";

  @Override
  public void validate(Findings findings) {
    findings.noEffect("", WHY);
  }

  /// How files are made smaller.
  record Compaction(
      @Option(doc = "At the start.", noEffect = WHY) boolean onStart,
      @Option(doc = "When much was read.", noEffect = WHY) boolean onRebound,
      @Option(doc = "Where.", noEffect = WHY) String directory,
      @Option(value = "100", doc = "From what size on.", noEffect = WHY)
          long reboundNeededThresholdMib,
      @Option(value = "10", doc = "Down to what use.", noEffect = WHY)
          long reboundTriggerThresholdMib,
      @Option(value = "65536", doc = "How much at once.", noEffect = WHY) long maxTransactionSize,
      @Option(value = "5s", doc = "How often it is looked at.", noEffect = WHY)
          Duration checkInterval,
      @Option(doc = "Whether leftovers are removed.", noEffect = WHY) boolean cleanupOnStart) {}
}
