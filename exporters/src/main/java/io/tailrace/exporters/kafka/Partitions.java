package io.tailrace.exporters.kafka;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Chooses partitions where the producer's own choice is not wanted.
final class Partitions {
  private static final int FNV_OFFSET = 0x811c9dc5;
  private static final int FNV_PRIME = 0x01000193;

  private final boolean roundRobin;
  private final boolean sarama;
  private final ToIntFunction<String> partitions;
  private final AtomicInteger next = new AtomicInteger();

  /// Creates it.
  ///
  /// @param partitions how many partitions a topic has
  Partitions(KafkaExporterConfig.Partitioner config, ToIntFunction<String> partitions) {
    this.roundRobin = config.roundRobin().isPresent();
    this.sarama =
        config.leastBackup().isEmpty() && config.stickyKey().hasher().equals("sarama_compat");
    this.partitions = partitions;
  }

  /// Returns the partition of a record, null for the producer's choice.
  @Nullable Integer choose(String topic, byte @Nullable [] key) {
    if (roundRobin) {
      return Math.floorMod(next.getAndIncrement(), partitions.applyAsInt(topic));
    }
    return sarama && key != null ? sarama(key, partitions.applyAsInt(topic)) : null;
  }

  /// What the Go client Sarama makes of a key: FNV-1a as a signed number, without its sign after
  /// the division.
  static int sarama(byte[] key, int partitions) {
    int hash = FNV_OFFSET;
    for (byte b : key) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return Math.abs(hash % partitions);
  }
}
