package io.tailrace.topology;

import io.tailrace.component.Outcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/// How much the topics take on disk, and whether that is nearly all that they may.
final class TopicSizes implements Guard {
  private static final Duration LATER = Duration.ofSeconds(30);

  private final Admin admin;
  private final String prefix;
  private final long most;
  private volatile Map<String, Long> each = Map.of();
  private volatile long bytes;
  private volatile long records;
  private volatile double growth;
  private volatile Optional<Outcome> refusal = Optional.empty();

  /// Creates it.
  ///
  /// @param prefix what the names of our topics begin with
  /// @param most the bytes that they may take together; 0 for no bound
  TopicSizes(Admin admin, String prefix, long most) {
    this.admin = admin;
    this.prefix = prefix;
    this.most = most;
  }

  /// Looks again.
  ///
  /// @param recordsNow how many records the topics hold
  void refresh(long recordsNow) throws ExecutionException, InterruptedException {
    long sum = 0;
    Map<String, Long> sizes = byTopic(admin, prefix);
    for (long size : sizes.values()) {
      sum += size;
    }
    each = sizes;
    records = recordsNow;
    seen(sum);
  }

  /// What each topic of a prefix takes on disk; of several replicas the largest counts.
  static Map<String, Long> byTopic(Admin admin, String prefix)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> sizes = new HashMap<>();
    Set<Integer> brokers = new java.util.TreeSet<>();
    for (Node node : admin.describeCluster().nodes().get()) {
      brokers.add(node.id());
    }
    for (Map<String, LogDirDescription> dirs :
        admin.describeLogDirs(brokers).allDescriptions().get().values()) {
      for (LogDirDescription dir : dirs.values()) {
        dir.replicaInfos()
            .forEach(
                (partition, replica) -> {
                  if (partition.topic().startsWith(prefix)) {
                    sizes.merge(partition, replica.size(), Math::max);
                  }
                });
      }
    }
    Map<String, Long> topics = new HashMap<>();
    sizes.forEach((partition, size) -> topics.merge(partition.topic(), size, Long::sum));
    return topics;
  }

  /// Takes note of a size. Nearly full is 95 %, and full ends at 90 %.
  void seen(long now) {
    growth = (now - bytes) / 10.0;
    bytes = now;
    double share = most == 0 ? 0 : now / (double) most;
    boolean full = refusal.isPresent() ? share > 0.90 : share > 0.95;
    refusal =
        full
            ? Optional.of(
                new Outcome.Retry(
                    "the topics take %d MiB of the %d MiB that retention_size allows"
                        .formatted(now >> 20, most >> 20),
                    LATER))
            : Optional.empty();
  }

  /// The bytes that one of the topics takes.
  long bytes(String topic) {
    return each.getOrDefault(topic, 0L);
  }

  /// The bytes that the topics take.
  long bytes() {
    return bytes;
  }

  /// How many records the topics have room for at the size that they have now.
  double capacity() {
    return most == 0 || records == 0 || bytes == 0
        ? Double.POSITIVE_INFINITY
        : most / (bytes / (double) records);
  }

  /// Seconds until the topics are full, if they go on growing; NaN if they do not.
  double runway() {
    return most == 0 || growth <= 0 ? Double.NaN : (most - bytes) / growth;
  }

  /// Whether the topics are as large as they may be.
  boolean full() {
    return refusal.isPresent();
  }

  @Override
  public Optional<Outcome> refusal() {
    return refusal;
  }
}
