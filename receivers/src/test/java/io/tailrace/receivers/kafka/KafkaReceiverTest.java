package io.tailrace.receivers.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.broker.EmbeddedBroker;
import io.tailrace.component.Factory;
import io.tailrace.component.Outcome;
import io.tailrace.component.Payload;
import io.tailrace.component.Receiver;
import io.tailrace.component.StartException;
import io.tailrace.config.Proves;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.FakeIntake;
import io.tailrace.testkit.Options;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaReceiverTest {
  private static final AtomicInteger TOPICS = new AtomicInteger();
  private static final String QUICK =
      "initial_offset: earliest\nautocommit: {interval: 10ms}\nmax_fetch_wait: 20ms\n";

  @TempDir static Path directory;
  private static EmbeddedBroker broker;
  private static Admin admin;
  private static Producer<byte[], byte[]> producer;

  private final FakeIntake intake = new FakeIntake();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final FakeHost host =
      new FakeHost("kafka", () -> Instant.now().plusMillis(now.get().toEpochMilli()));
  private final List<Receiver> started = new ArrayList<>();

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.temporary(directory);
    Map<String, Object> to = Map.of("bootstrap.servers", broker.bootstrapServers());
    admin = Admin.create(to);
    producer = new KafkaProducer<>(to, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @AfterAll
  static void stopBroker() {
    producer.close();
    admin.close();
    broker.close();
  }

  @AfterEach
  void stop() {
    started.forEach(Receiver::close);
  }

  @Test
  @Proves({
    "KafkaClientConfig.brokers",
    "Topics.topics",
    "KafkaReceiverConfig.group_id",
    "KafkaReceiverConfig.initial_offset"
  })
  void handsInWhatOthersWroteAndCommitsIt() throws Exception {
    String topic = topic();
    byte[] request = traces("a");
    send(topic, request);

    start("%straces: {topics: [%s]}\ngroup_id: g-%s".formatted(QUICK, topic, topic));

    await(() -> committed("g-" + topic, topic) == 1);
    assertThat(intake.offered())
        .singleElement()
        .satisfies(
            payload -> {
              assertThat(payload.signal()).isEqualTo(Signal.TRACES);
              assertThat(payload.otlp()).isEqualTo(request);
              assertThat(payload.items()).isEqualTo(1);
            });
    assertThat(accepted()).isEqualTo(1);
  }

  @Test
  void commitsNothingBeforeItIsSafe() throws Exception {
    String topic = topic();
    send(topic, traces("a"), traces("b"), traces("c"));
    intake.answer(
        payload ->
            name(payload).equals("b")
                ? new Outcome.Retry("Kafka is away", Duration.ofMillis(10))
                : Outcome.ACCEPTED);

    start("%straces: {topics: [%s]}\ngroup_id: g-%s".formatted(QUICK, topic, topic));

    await(() -> intake.offered().stream().filter(p -> name(p).equals("b")).count() > 3);
    assertThat(committed("g-" + topic, topic)).isEqualTo(1);

    intake.answer(_ -> Outcome.ACCEPTED);

    await(() -> committed("g-" + topic, topic) == 3);
    assertThat(accepted()).isEqualTo(3);
  }

  @Test
  @Proves("Autocommit.interval")
  void commitsAsOftenAsTheFileSays() throws Exception {
    String topic = topic();
    start(
        """
        initial_offset: earliest
        autocommit: {interval: 1h}
        traces: {topics: [%s]}
        group_id: g-%s
        """
            .formatted(topic, topic));
    handIn(topic, 1);
    await(
        () -> {
          now.set(now.get().plus(Duration.ofHours(1)));
          return committed("g-" + topic, topic) == 1;
        });

    // The commit that is due by now may take these two along, but nothing after them.
    handIn(topic, 2);
    handIn(topic, 3);
    handIn(topic, 4);
    handIn(topic, 5);
    assertThat(committed("g-" + topic, topic)).isLessThan(4);

    now.set(now.get().plus(Duration.ofHours(1)));
    await(() -> committed("g-" + topic, topic) == 5);
  }

  /// Sends one more request and waits until there are so many.
  private void handIn(String topic, int all) throws Exception {
    send(topic, traces("a"));
    await(() -> intake.offered().size() == all);
  }

  @Test
  void goesOnWhereItWasAfterARestart() throws Exception {
    String topic = topic();
    String yaml = "%straces: {topics: [%s]}\ngroup_id: g-%s".formatted(QUICK, topic, topic);
    send(topic, traces("a"));
    Receiver first = start(yaml);
    await(() -> intake.offered().size() == 1);
    first.close();
    send(topic, traces("b"));

    start(yaml);

    await(() -> committed("g-" + topic, topic) == 2);
    assertThat(intake.offered().stream().map(KafkaReceiverTest::name)).containsExactly("a", "b");
  }

  @Test
  void passesOverWhatIsNoTelemetry() throws Exception {
    String topic = topic();
    send(topic, "hello".getBytes(UTF_8), traces("b"));

    start("%straces: {topics: [%s]}\ngroup_id: g-%s".formatted(QUICK, topic, topic));

    await(() -> committed("g-" + topic, topic) == 2);
    assertThat(intake.offered().stream().map(KafkaReceiverTest::name)).containsExactly("b");
    assertThat(host.counted().total("otelcol_kafka_receiver_unmarshal_failed")).isEqualTo(1);
  }

  @Test
  void passesOverWhatTheIntakeRefusesForGood() throws Exception {
    String topic = topic();
    send(topic, traces("a"), traces("b"));
    intake.answer(
        payload -> name(payload).equals("a") ? new Outcome.Refused("no") : Outcome.ACCEPTED);

    start("%straces: {topics: [%s]}\ngroup_id: g-%s".formatted(QUICK, topic, topic));

    await(() -> committed("g-" + topic, topic) == 2);
    assertThat(host.counted().total("otelcol_receiver_failed_spans")).isEqualTo(1);
    assertThat(accepted()).isEqualTo(1);
  }

  @Test
  @Proves("Topics.encoding")
  void readsJson() throws Exception {
    String topic = topic();
    send(
        topic,
        """
        {"resourceSpans":[{"scopeSpans":[{"spans":[
          {"traceId":"0102030405060708090a0b0c0d0e0f10","spanId":"0102030405060708","name":"j"}
        ]}]}]}
        """
            .getBytes(UTF_8));

    start(
        "%straces: {topics: [%s], encoding: otlp_json}\ngroup_id: g-%s"
            .formatted(QUICK, topic, topic));

    await(() -> intake.offered().size() == 1);
    assertThat(name(intake.offered().getFirst())).isEqualTo("j");
  }

  @Test
  @Proves("Topics.exclude_topics")
  void readsTopicsByExpression() throws Exception {
    String prefix = topic();
    admin
        .createTopics(
            List.of(
                new NewTopic(prefix + "-in", 1, (short) 1),
                new NewTopic(prefix + "-out", 1, (short) 1)))
        .all()
        .get();
    send(prefix + "-in", traces("in"));
    send(prefix + "-out", traces("out"));
    send(prefix, traces("plain"));

    start(
        """
        %straces: {topics: ['^%s'], exclude_topics: ['^.*-out$']}
        group_id: g-%s
        """
            .formatted(QUICK, prefix, prefix));

    await(() -> intake.offered().size() == 2);
    assertThat(intake.offered().stream().map(KafkaReceiverTest::name))
        .containsExactlyInAnyOrder("in", "plain");
  }

  @Test
  @Proves({"HeaderExtraction.extract_headers", "HeaderExtraction.headers"})
  void makesHeadersAttributesOfTheResource() throws Exception {
    String topic = topic();
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, traces("a"));
    record.headers().add("team", "blue".getBytes(UTF_8)).add("other", new byte[] {1});
    producer.send(record).get();

    start(
        """
        %straces: {topics: [%s]}
        group_id: g-%s
        header_extraction: {extract_headers: true, headers: [team, absent]}
        """
            .formatted(QUICK, topic, topic));

    await(() -> intake.offered().size() == 1);
    Resource resource = parse(intake.offered().getFirst()).getResourceSpans(0).getResource();
    assertThat(resource.getAttributesList())
        .containsExactly(attribute("service.name", "s"), attribute("kafka.header.team", "blue"));
  }

  @Test
  @Proves({"KafkaReceiverConfig.topic", "KafkaReceiverConfig.encoding"})
  void acceptsTheKeysOfOlderFilesWithAWarning() {
    assertThat(Options.problems(KafkaReceiver.FACTORY, "topic: otlp_traces\nencoding: otlp_json"))
        .hasSize(2)
        .allSatisfy(problem -> assertThat(problem.toString()).contains("old key"));
    KafkaReceiverConfig config =
        Options.of(KafkaReceiver.FACTORY, "{topic: x, encoding: otlp_json}");
    assertThat(config.of(Signal.LOGS).topics()).containsExactly("x");
    assertThat(config.of(Signal.LOGS).encoding()).isEqualTo("otlp_json");
  }

  @Test
  @Proves({
    "KafkaReceiverConfig.session_timeout",
    "KafkaReceiverConfig.heartbeat_interval",
    "KafkaReceiverConfig.group_rebalance_strategy",
    "KafkaReceiverConfig.group_rebalance_strategies",
    "KafkaReceiverConfig.group_instance_id",
    "KafkaReceiverConfig.min_fetch_size",
    "KafkaReceiverConfig.max_fetch_size",
    "KafkaReceiverConfig.max_fetch_wait",
    "KafkaReceiverConfig.max_partition_fetch_size",
    "KafkaClientConfig.rack_id"
  })
  void tellsTheClientWhatIsConfigured() {
    KafkaReceiverConfig config =
        Options.of(
            KafkaReceiver.FACTORY,
            """
            session_timeout: 20s
            heartbeat_interval: 5s
            group_rebalance_strategies: [cooperative-sticky, range]
            group_instance_id: me
            min_fetch_size: 2
            max_fetch_size: 3
            max_fetch_wait: 4ms
            max_partition_fetch_size: 5
            rack_id: r
            """);

    assertThat(config.consumer(Map.of()))
        .containsEntry("session.timeout.ms", 20_000)
        .containsEntry("heartbeat.interval.ms", 5_000)
        .containsEntry("group.instance.id", "me")
        .containsEntry("fetch.min.bytes", 2)
        .containsEntry("fetch.max.bytes", 3)
        .containsEntry("fetch.max.wait.ms", 4)
        .containsEntry("max.partition.fetch.bytes", 5)
        .containsEntry("client.rack", "r")
        .containsEntry(
            "partition.assignment.strategy",
            List.of(
                "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
                "org.apache.kafka.clients.consumer.RangeAssignor"));
    assertThat(
            Options.of(KafkaReceiver.FACTORY, "group_rebalance_strategy: sticky")
                .consumer(Map.of()))
        .containsEntry(
            "partition.assignment.strategy",
            List.of("org.apache.kafka.clients.consumer.StickyAssignor"));
  }

  @Test
  void refusesToStartWithoutABrokerThatHasAName() {
    assertThatThrownBy(() -> startAt("brokers: ['no-such-host.invalid:9092']"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("Check brokers");
  }

  private Receiver start(String yaml) throws StartException {
    return startAt("brokers: ['" + broker.bootstrapServers() + "']\n" + yaml);
  }

  private Receiver startAt(String yaml) throws StartException {
    Receiver receiver =
        ((Factory.ReceiverMaker<KafkaReceiverConfig>) KafkaReceiver.FACTORY.maker())
            .make(Options.of(KafkaReceiver.FACTORY, yaml), host, intake);
    started.add(receiver);
    receiver.start();
    return receiver;
  }

  private long accepted() {
    return host.counted()
        .count("otelcol_receiver_accepted_spans", "receiver", "kafka", "transport", "kafka");
  }

  private static String topic() throws Exception {
    String topic = "t" + TOPICS.incrementAndGet();
    admin.createTopics(Set.of(new NewTopic(topic, 1, (short) 1))).all().get();
    return topic;
  }

  private static void send(String topic, byte[]... values) throws Exception {
    for (byte[] value : values) {
      producer.send(new ProducerRecord<>(topic, value)).get();
    }
  }

  private static long committed(String group, String topic) {
    try {
      OffsetAndMetadata offset =
          admin
              .listConsumerGroupOffsets(group)
              .partitionsToOffsetAndMetadata()
              .get()
              .get(new TopicPartition(topic, 0));
      return offset == null ? 0 : offset.offset();
    } catch (Exception e) {
      return 0;
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private static byte[] traces(String name) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder().addAttributes(attribute("service.name", "s")))
                .addScopeSpans(
                    ScopeSpans.newBuilder()
                        .addSpans(
                            Span.newBuilder()
                                .setTraceId(ByteString.copyFrom(new byte[16]))
                                .setName(name))))
        .build()
        .toByteArray();
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static String name(Payload payload) {
    return parse(payload).getResourceSpans(0).getScopeSpans(0).getSpans(0).getName();
  }

  private static ExportTraceServiceRequest parse(Payload payload) {
    try {
      return ExportTraceServiceRequest.parseFrom(payload.otlp());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
