package io.tailrace.topology;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/// What is deleted of our topics, and for whom it waits.
///
/// @param groups every group that may still want something, by topic
/// @param lasting how long records of some topics stay, counted from the last one
record Trimming(
    Map<String, List<String>> groups,
    Map<String, Duration> lasting,
    Duration retention,
    InstantSource clock) {
  /// What the routes of a plan want.
  ///
  /// @param planned every route that is not given up
  /// @param topics that exist
  static Trimming of(
      Setting setting,
      Instances instances,
      Collection<Planned> planned,
      Collection<String> topics) {
    Duration retention = setting.config().topics().retention();
    Map<String, List<String>> groups = new HashMap<>();
    Map<String, Duration> lasting = new HashMap<>();
    for (Planned each : planned) {
      Plan.Route route = each.route();
      groups.computeIfAbsent(route.topic(), _ -> new ArrayList<>()).add(each.group());
      if (route.releases()) {
        SamplingTopics made = setting.names().sampling(route.pipeline(), route.topic());
        groups.computeIfAbsent(made.decisions(), _ -> new ArrayList<>()).add(each.group());
        lasting.put(made.output(), retention);
        lasting.put(made.decisions(), retention.plus(instances.memory(route.sampling())));
      }
    }
    topics.stream()
        .filter(topic -> setting.names().isPipeline(topic) || setting.names().isSummaries(topic))
        .forEach(topic -> groups.putIfAbsent(topic, List.of()));
    return new Trimming(groups, lasting, retention, setting.clock());
  }

  /// Deletes what nobody wants any more.
  void trim(Admin admin, BookKeeper keeper, Collection<TopicPartition> partitions)
      throws ExecutionException, InterruptedException {
    new Trimmer(admin, keeper, retention, clock, lasting).trim(partitions, groups);
  }
}
