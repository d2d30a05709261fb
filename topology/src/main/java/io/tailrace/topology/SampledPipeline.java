package io.tailrace.topology;

import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// A sampling as the plan has it, for those who look at its topics from outside.
///
/// @param route the route that decides
/// @param receivers whose records come to it now or came to it before a change
/// @param topics where its traces are
/// @param partitions how many each of the topics has
record SampledPipeline(
    Plan.Route route, Set<String> receivers, SamplingTopics topics, int partitions) {
  /// Copies the set.
  SampledPipeline {
    receivers = Set.copyOf(receivers);
  }

  static SampledPipeline of(Planned planned, TopicNames names, int partitions) {
    Set<String> receivers = new HashSet<>();
    planned.route().paths().forEach(path -> add(path, receivers));
    planned.former().forEach(former -> former.paths().forEach(path -> add(path, receivers)));
    Plan.Route route = planned.route();
    return new SampledPipeline(
        route, receivers, names.sampling(route.pipeline(), route.topic()), partitions);
  }

  private static void add(Plan.Path path, Set<String> receivers) {
    path.receivers().forEach(receiver -> receivers.add(receiver.toString()));
  }

  /// Whether a record of the source comes to its decisions.
  boolean takes(ConsumerRecord<byte[], byte[]> record) {
    return record.value() != null
        && Headers.text(record.headers(), Headers.TO).isEmpty()
        && Headers.text(record.headers(), Headers.RECEIVER).filter(receivers::contains).isPresent();
  }

  TopicPartition source(int partition) {
    return new TopicPartition(topics.source(), partition);
  }

  TopicPartition decisions(int partition) {
    return new TopicPartition(topics.decisions(), partition);
  }

  TopicPartition summaries(int partition) {
    return new TopicPartition(topics.summaries(), partition);
  }

  TopicPartition output(int partition) {
    return new TopicPartition(topics.output(), partition);
  }
}
