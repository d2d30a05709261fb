package io.tailrace.topology;

import io.tailrace.component.Metrics;
import io.tailrace.component.StartException;
import io.tailrace.component.sampling.TraceSampler;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// The sampled pipelines of an installation as their topics show them, for the commands that ask
/// about traces and policies. One thread uses it.
public final class SampledTraces implements AutoCloseable {
  private final Admin admin;
  private final KafkaConnection kafka;
  private final TopicNames names;
  private final Scan scan;

  /// Hears how far something is that may take long.
  @FunctionalInterface
  public interface Progress {
    /// So much is done.
    ///
    /// @param topic what is read
    /// @param share how much of it, from 0 to 1
    void at(String topic, double share);
  }

  /// Policies to be tried.
  ///
  /// @param configuration has them
  /// @param parts makes the sampler and the processors before it
  /// @param metrics what they count with
  public record Proposal(Configuration configuration, Parts parts, Metrics metrics) {}

  /// Connects to Kafka.
  ///
  /// @param prefix what the names of topics and groups begin with
  public SampledTraces(KafkaConnection kafka, String prefix) {
    this.kafka = kafka;
    this.names = new TopicNames(prefix);
    this.admin = kafka.admin();
    this.scan = new Scan(kafka);
  }

  /// Looks a trace up in every sampled pipeline.
  ///
  /// @param high the high 64 bits of its id
  /// @param low the low 64 bits
  /// @param since only decisions of then or later; absent: all that the topics have
  /// @throws StartException if a topic is missing
  /// @throws ExecutionException if Kafka refuses
  public List<TraceHistory> search(long high, long low, Optional<Instant> since, Progress progress)
      throws StartException, ExecutionException, InterruptedException {
    List<TraceHistory> found = new ArrayList<>();
    for (SampledPipeline pipeline : pipelines().values()) {
      TraceSearch search = new TraceSearch(scan, pipeline, high, low, progress);
      found.add(search.run(since, released(pipeline, search.partition())));
    }
    return found;
  }

  /// Counts what the policies of every sampled pipeline have decided.
  ///
  /// @throws StartException if a topic is missing
  /// @throws ExecutionException if Kafka refuses
  public List<PolicyCounts> policies()
      throws StartException, ExecutionException, InterruptedException {
    return pipelines().values().stream().map(each -> PolicyBooks.read(scan, each)).toList();
  }

  /// Decides about traces of the log by other policies, without writing anything.
  ///
  /// @param only of this pipeline; absent: of all whose traces the proposal samples
  /// @param since traces that were first seen then or later
  /// @param now what time it is
  /// @throws StartException if there is nothing to compare with, or a processor does not start
  /// @throws ExecutionException if Kafka refuses
  public List<Trial> rehearse(
      Proposal proposal, Optional<String> only, Instant since, Instant now, Progress progress)
      throws StartException, ExecutionException, InterruptedException {
    Map<ComponentId, SampledPipeline> known = pipelines();
    List<Plan.Route> wanted =
        Planner.plan(proposal.configuration(), names.prefix(), proposal.parts()::samples)
            .sampled()
            .stream()
            .filter(route -> only.map(route.pipeline().toString()::equals).orElse(true))
            .toList();
    if (wanted.isEmpty()) {
      throw new StartException(
          "The configuration samples no traces%s: name a file with --config whose pipeline has tail_sampling."
              .formatted(only.map(id -> " in pipeline " + id).orElse("")));
    }
    List<Trial> trials = new ArrayList<>();
    try (Instances instances =
        new Instances(proposal.configuration(), proposal.parts(), proposal.metrics())) {
      for (Plan.Route route : wanted) {
        SampledPipeline pipeline = known.get(route.pipeline());
        if (pipeline == null) {
          throw new StartException(
              "No decisions about traces of pipeline %s are known, so there is nothing to compare with. %s"
                  .formatted(route.pipeline(), sampled(known.keySet())));
        }
        TraceSampler sampler = instances.sampler(route.sampling());
        List<Chain> chains = instances.chains(route).stream().map(SamplingPoint::before).toList();
        Gate gate = new Gate(route, chains, List.of());
        Rehearsal.Range range = new Rehearsal.Range(since, now);
        trials.add(new Rehearsal(scan, pipeline, gate, sampler, range, progress).run());
      }
    }
    return trials;
  }

  private static String sampled(Collection<ComponentId> pipelines) {
    return pipelines.isEmpty()
        ? "No pipeline is sampled."
        : "Sampled are: "
            + String.join(", ", pipelines.stream().map(ComponentId::toString).toList())
            + ".";
  }

  /// How far the release of spans has come in a partition.
  private long released(SampledPipeline pipeline, int partition)
      throws ExecutionException, InterruptedException {
    ComponentId release =
        new ComponentId(Plan.RELEASE, pipeline.route().sampling().processor().toString());
    String group = names.group(pipeline.route().pipeline(), release);
    Map<TopicPartition, OffsetAndMetadata> positions =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    return Optional.ofNullable(positions.get(pipeline.source(partition)))
        .map(OffsetAndMetadata::offset)
        .orElse(0L);
  }

  /// The pipelines that the plan has, by id.
  private Map<ComponentId, SampledPipeline> pipelines()
      throws StartException, ExecutionException, InterruptedException {
    Map<ComponentId, SampledPipeline> pipelines = new TreeMap<>();
    Set<String> topics = admin.listTopics().names().get();
    if (!topics.contains(names.plan())) {
      return pipelines;
    }
    for (Planned planned : new Registry(kafka, names).read().values()) {
      if (planned.route().decides() && planned.state() != Planned.State.ABANDONED) {
        pipelines.put(
            planned.route().pipeline(),
            SampledPipeline.of(planned, names, partitions(planned.route(), topics)));
      }
    }
    return pipelines;
  }

  private int partitions(Plan.Route route, Set<String> there)
      throws StartException, ExecutionException, InterruptedException {
    SamplingTopics topics = names.sampling(route.pipeline(), route.topic());
    for (String topic :
        List.of(topics.source(), topics.decisions(), topics.summaries(), topics.output())) {
      if (!there.contains(topic)) {
        throw new StartException(
            "The topic %s of the sampled pipeline %s is not there."
                .formatted(topic, route.pipeline()));
      }
    }
    Map<String, TopicDescription> found =
        admin.describeTopics(List.of(topics.source())).allTopicNames().get();
    return found.values().iterator().next().partitions().size();
  }

  @Override
  public void close() {
    scan.close();
    admin.close(Duration.ofSeconds(2));
  }
}
