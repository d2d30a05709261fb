package io.tailrace.topology;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/// Whether Kafka answers, for those who ask whether this process is ready.
final class Pulse {
  private static final int PATIENCE_MILLIS = 3000;

  private final Admin admin;
  private final TopicPartition partition;
  private final LongSupplier nanos;
  private volatile Optional<Silence> silence = Optional.empty();

  private record Silence(long since, String reason) {}

  /// Creates it.
  ///
  /// @param partition what is asked about
  /// @param nanos a clock that never jumps
  Pulse(Admin admin, TopicPartition partition, LongSupplier nanos) {
    this.admin = admin;
    this.partition = partition;
    this.nanos = nanos;
  }

  /// Asks Kafka something small from time to time.
  Housekeeper.Chore feel() {
    return new Housekeeper.Chore("reach Kafka", Duration.ofSeconds(2), this::ask);
  }

  private void ask() throws InterruptedException {
    long before = nanos.getAsLong();
    try {
      var _ =
          admin
              .listOffsets(
                  Map.of(partition, OffsetSpec.latest()),
                  new ListOffsetsOptions().timeoutMs(PATIENCE_MILLIS))
              .all()
              .get();
      silence = Optional.empty();
    } catch (ExecutionException | KafkaException e) {
      Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
      long since = silence.map(Silence::since).orElse(before);
      silence = Optional.of(new Silence(since, String.valueOf(cause.getMessage())));
    }
  }

  /// Why Kafka cannot be used; empty while it answers.
  Optional<String> reason() {
    return silence.map(
        quiet ->
            "Kafka has not answered for %d s: %s"
                .formatted(
                    Duration.ofNanos(nanos.getAsLong() - quiet.since()).toSeconds(),
                    quiet.reason()));
  }
}
