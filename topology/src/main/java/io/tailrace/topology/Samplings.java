package io.tailrace.topology;

import io.tailrace.component.StartException;
import io.tailrace.component.sampling.TraceSampler;
import io.tailrace.model.Annotation;
import io.tailrace.model.Signal;
import io.tailrace.model.Slicer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.TimestampExtractor;

/// Makes the two Streams applications of a sampling: small topologies that never change.
///
/// @param letters where spans go on which a processor fails
/// @param partitions how many a topic of ours has
record Samplings(
    Setting setting,
    Admin admin,
    Instances instances,
    DeadLetterWriter letters,
    ToIntFunction<String> partitions) {
  private static final Duration FOREVER = Duration.ofDays(3650);
  private static final TimestampExtractor APPENDED = (record, _) -> record.timestamp();
  private static final Serializer<byte[]> NO_KEY = (_, _) -> null;

  /// Makes the application of a route.
  ///
  /// @param planned what the plan says of it
  StreamsApp make(Planned planned, Plan.Route route) throws StartException {
    List<Chain> chains = instances.chains(route);
    List<Gate.Before> former = new ArrayList<>();
    for (Former sources : planned.former()) {
      former.add(new Gate.Before(sources, instances.former(route, sources.paths())));
    }
    TraceSampler sampler = instances.sampler(route.sampling());
    SamplingTopics names = setting.names().sampling(route.pipeline(), route.topic());
    SamplingStage stage =
        new SamplingStage(
            setting.kafka(),
            admin,
            new Gate(route, chains, former),
            sampler,
            names,
            partitions.applyAsInt(names.source()),
            setting.writer(),
            letters.of(route),
            choice(route),
            annotations(sampler),
            new SamplingMeter(setting.metrics(), route, sampler));
    return new StreamsApp(route, setting.groupInstance().isPresent(), () -> streams(route, stage));
  }

  private List<Annotation> annotations(TraceSampler sampler) {
    List<Annotation> annotations = new ArrayList<>();
    for (int cause = 0;
        setting.config().tailSampling().annotate() && cause < sampler.policies();
        cause++) {
      annotations.add(
          Annotation.NONE
              .onSpan("tailsampling.policy", sampler.causes().get(cause))
              .onSpan("tailsampling.adjusted_count", sampler.adjustedCount(cause)));
    }
    return annotations;
  }

  /// Counts what passes the choice of spans.
  private Throughput choice(Plan.Route route) {
    Throughput throughput = instances.throughput(route.sampling(), route.signal());
    throughput.at(route.group());
    return throughput;
  }

  private KafkaStreams streams(Plan.Route route, SamplingStage stage) {
    boolean decides = route.decides();
    Optional<String> transactions =
        setting.groupInstance().map(instance -> route.group() + "." + instance);
    return new KafkaStreams(
        decides ? deciding(stage) : releasing(stage),
        properties(route, decides),
        new StreamsClients(setting.kafka().log(), transactions));
  }

  private Topology deciding(SamplingStage stage) {
    Slicer slicer = new Slicer(Signal.TRACES, stage.partitions());
    StreamPartitioner<byte[], byte[]> byTrace =
        (_, key, _, _) ->
            Optional.of(Set.of(slicer.partition(ByteBuffer.wrap(key).getLong(Long.BYTES))));
    ByteArraySerializer bytes = new ByteArraySerializer();
    return source(new Topology(), APPENDED, stage.topics().source())
        .addProcessor("decide", () -> new DecideProcessor(stage), "spans")
        .addSink(
            DecideProcessor.DECISIONS,
            stage.topics().decisions(),
            bytes,
            bytes,
            Samplings::named,
            "decide")
        .addSink(
            DecideProcessor.SUMMARIES, stage.topics().summaries(), bytes, bytes, byTrace, "decide");
  }

  private Topology releasing(SamplingStage stage) {
    TimestampExtractor byOffset = new OffsetTime(stage.topics().decisions());
    return source(new Topology(), byOffset, stage.topics().source(), stage.topics().decisions())
        .addProcessor("release", () -> new ReleaseProcessor(stage), "spans")
        .addSink(
            "released",
            stage.topics().output(),
            NO_KEY,
            new ByteArraySerializer(),
            Samplings::named,
            "release");
  }

  private static Topology source(Topology topology, TimestampExtractor times, String... from) {
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    return topology.addSource(AutoOffsetReset.none(), "spans", times, bytes, bytes, from);
  }

  private static Optional<Set<Integer>> named(
      String topic, byte[] key, byte[] value, int partitions) {
    return Optional.of(Set.of(DecideProcessor.partition(key)));
  }

  private Properties properties(Plan.Route route, boolean decides) {
    boolean once = setting.config().tailSampling().release() == KafkaConfig.Guarantee.EXACTLY_ONCE;
    Map<String, Object> settings = new HashMap<>();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, route.group());
    settings.put(StreamsConfig.CLIENT_ID_CONFIG, setting.kafka().clientId(route.exporter().type()));
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    settings.put(
        StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
        decides || once ? StreamsConfig.EXACTLY_ONCE_V2 : StreamsConfig.AT_LEAST_ONCE);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, decides || !once ? 1000 : 200);
    settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, FOREVER.toMillis());
    // Records are hundreds of spans each.
    settings.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 16);
    settings.put(StreamsConfig.POLL_MS_CONFIG, 100);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, System.getProperty("java.io.tmpdir"));
    settings.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 256 << 10);
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), 32L << 20);
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), 9 << 20);
    consumer(settings);
    Properties properties = new Properties();
    properties.putAll(setting.kafka().with(settings));
    properties.remove("metric.reporters");
    return properties;
  }

  private void consumer(Map<String, Object> settings) {
    setting
        .groupInstance()
        .ifPresent(
            name ->
                settings.put(
                    StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), name));
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 16);
    settings.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), 4 << 20);
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 3000);
    settings.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG), 1 << 20);
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 3000);
    // It covers what is read again after a restart.
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG), 600_000);
  }
}
