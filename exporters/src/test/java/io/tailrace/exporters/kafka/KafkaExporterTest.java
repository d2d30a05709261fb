package io.tailrace.exporters.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.broker.EmbeddedBroker;
import io.tailrace.component.Client;
import io.tailrace.component.Delivery;
import io.tailrace.component.Exporter;
import io.tailrace.component.Factory;
import io.tailrace.component.Origins;
import io.tailrace.component.Payload;
import io.tailrace.config.Proves;
import io.tailrace.model.Signal;
import io.tailrace.testkit.FakeHost;
import io.tailrace.testkit.Options;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KafkaExporterTest {
  private static final AtomicInteger TOPICS = new AtomicInteger();
  private static final int PARTITIONS = 6;

  @TempDir static Path directory;
  private static EmbeddedBroker broker;
  private static Admin admin;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.temporary(directory);
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  @AfterAll
  static void stopBroker() {
    admin.close();
    broker.close();
  }

  @ParameterizedTest
  @EnumSource
  @Proves({"KafkaClientConfig.brokers", "Destination.topic"})
  void writesThePayloadAsItIs(Signal signal) throws Exception {
    String topic = topic();
    byte[] otlp = traces(2, 3).toByteArray();

    Delivery delivery =
        export("%s: {topic: %s}".formatted(signal.id(), topic), Payload.of(signal, otlp, 6));

    assertThat(delivery).isEqualTo(Delivery.DELIVERED);
    assertThat(read(topic))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.value()).isEqualTo(otlp);
              assertThat(record.key()).isNull();
            });
  }

  @Test
  @Proves({"KafkaExporterConfig.partition_traces_by_id", "StickyKey.hasher"})
  void writesARecordForEachTraceWhereTheCollectorPutsIt() throws Exception {
    String topic = topic();

    export(
        "{traces: {topic: %s}, partition_traces_by_id: true}".formatted(topic),
        Payload.of(Signal.TRACES, traces(20, 3).toByteArray(), 60));

    List<ConsumerRecord<byte[], byte[]>> records = read(topic);
    assertThat(records).hasSize(20);
    for (ConsumerRecord<byte[], byte[]> record : records) {
      ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(record.value());
      assertThat(spans(request)).hasSize(3);
      assertThat(new String(record.key(), UTF_8)).isEqualTo(hex(spans(request).getFirst()));
      assertThat(record.partition()).isEqualTo(Partitions.sarama(record.key(), PARTITIONS));
    }
  }

  @Test
  @Proves("StickyKey.hasher")
  void hashesKeysAsJavaDoesOnRequest() throws Exception {
    String topic = topic();

    export(
        """
        traces: {topic: %s}
        partition_traces_by_id: true
        record_partitioner: {sticky_key: {hasher: murmur2}}
        """
            .formatted(topic),
        Payload.of(Signal.TRACES, traces(20, 1).toByteArray(), 20));

    assertThat(read(topic))
        .allSatisfy(
            record ->
                assertThat(record.partition())
                    .isEqualTo(
                        org.apache.kafka.clients.producer.internals.BuiltInPartitioner
                            .partitionForKey(record.key(), PARTITIONS)));
  }

  @Test
  void hashesAsSaramaDoes() {
    // fnv32a("a") is 0xe40c292c, negative as a signed number.
    assertThat(Partitions.sarama("a".getBytes(UTF_8), 10)).isEqualTo(-(0xe40c292c % 10));
    assertThat(Partitions.sarama(new byte[0], 7)).isEqualTo(-(0x811c9dc5 % 7));
  }

  @Test
  @Proves("Partitioner.round_robin")
  void spreadsRecordsOneAfterTheOther() throws Exception {
    String topic = topic();

    export(
        """
        traces: {topic: %s}
        partition_traces_by_id: true
        record_partitioner: {round_robin: {}}
        """
            .formatted(topic),
        Payload.of(Signal.TRACES, traces(12, 1).toByteArray(), 12));

    assertThat(read(topic).stream().map(ConsumerRecord::partition))
        .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5);
  }

  @ParameterizedTest
  @EnumSource(names = {"LOGS", "METRICS"})
  @Proves({
    "KafkaExporterConfig.partition_logs_by_resource_attributes",
    "KafkaExporterConfig.partition_metrics_by_resource_attributes"
  })
  void writesARecordForEachResource(Signal signal) throws Exception {
    String topic = topic();
    // Resources stand at the same place in requests of all signals, and nothing else is read.
    byte[] twice =
        logs(Map.of("a", 2, "b", 1)).toBuilder()
            .mergeFrom(logs(Map.of("a", 1)))
            .build()
            .toByteArray();

    export(
        "{%1$s: {topic: %2$s}, partition_%1$s_by_resource_attributes: true}"
            .formatted(signal.id(), topic),
        Payload.of(signal, twice, 4));

    assertThat(read(topic)).hasSize(2).allSatisfy(record -> assertThat(record.key()).hasSize(8));
  }

  @Test
  @Proves("KafkaExporterConfig.partition_logs_by_trace_id")
  void writesARecordForTheLogsOfEachTrace() throws Exception {
    String topic = topic();
    LogRecord in = LogRecord.newBuilder().setTraceId(id(1)).build();
    byte[] request =
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(
                ResourceLogs.newBuilder()
                    .addScopeLogs(
                        ScopeLogs.newBuilder()
                            .addLogRecords(in)
                            .addLogRecords(LogRecord.getDefaultInstance())
                            .addLogRecords(in)))
            .build()
            .toByteArray();

    export(
        "{logs: {topic: %s}, partition_logs_by_trace_id: true}".formatted(topic),
        Payload.of(Signal.LOGS, request, 3));

    assertThat(read(topic)).hasSize(2);
    assertThat(read(topic).stream().filter(r -> r.key() != null))
        .singleElement()
        .satisfies(record -> assertThat(record.key()).hasSize(32));
  }

  @Test
  @Proves("Producer.max_message_bytes")
  void splitsWhatIsTooLargeForARecord() throws Exception {
    String topic = topic();
    byte[] otlp = traces(1, 500).toByteArray();

    Delivery delivery =
        export(
            "{traces: {topic: %s}, producer: {max_message_bytes: 4096}}".formatted(topic),
            Payload.of(Signal.TRACES, otlp, 500));

    assertThat(delivery).isEqualTo(Delivery.DELIVERED);
    List<ConsumerRecord<byte[], byte[]>> records = read(topic);
    assertThat(records).hasSizeGreaterThan(otlp.length / 4096);
    int spans = 0;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      spans += spans(ExportTraceServiceRequest.parseFrom(record.value())).size();
    }
    assertThat(spans).isEqualTo(500);
  }

  @Test
  void refusesAnItemThatFitsIntoNoRecordWithoutSendingTheOthers() throws Exception {
    String topic = topic();
    byte[] otlp =
        traces(3, 1).toBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .addScopeSpans(
                        ScopeSpans.newBuilder()
                            .addSpans(Span.newBuilder().setName("x".repeat(5000)))))
            .build()
            .toByteArray();

    Delivery delivery =
        export(
            "{traces: {topic: %s}, producer: {max_message_bytes: 2000}}".formatted(topic),
            Payload.of(Signal.TRACES, otlp, 4));

    assertThat(delivery).isInstanceOf(Delivery.Refused.class);
    assertThat(read(topic)).isEmpty();
  }

  @Test
  @Proves({"Destination.encoding", "KafkaExporterConfig.encoding", "KafkaExporterConfig.topic"})
  void writesJsonInAsManyRecordsAsItTakes() throws Exception {
    String topic = topic();

    export(
        "{topic: %s, encoding: otlp_json, producer: {max_message_bytes: 4096}}".formatted(topic),
        Payload.of(Signal.TRACES, traces(1, 200).toByteArray(), 200));

    List<ConsumerRecord<byte[], byte[]>> records = read(topic);
    assertThat(records)
        .hasSizeGreaterThan(1)
        .allSatisfy(
            record ->
                assertThat(new String(record.value(), UTF_8)).startsWith("{\"resourceSpans\":["));
    assertThat(records.stream().map(r -> new String(r.value(), UTF_8)))
        .anySatisfy(json -> assertThat(json).contains("\"span 199\""));
  }

  @Test
  @Proves({
    "KafkaExporterConfig.topic_from_attribute",
    "KafkaExporterConfig.topic_from_attribute_prefix"
  })
  void takesTheTopicFromAnAttributeIfItsNameIsAllowed() throws Exception {
    String usual = topic();
    String own = topic("team-");

    export(
        """
        logs: {topic: %s}
        topic_from_attribute: service.name
        topic_from_attribute_prefix: team-
        """
            .formatted(usual),
        Payload.of(
            Signal.LOGS, logs(Map.of(own, 1, "__consumer_offsets", 1, "x", 1)).toByteArray(), 3));

    assertThat(read(own)).hasSize(1);
    assertThat(read(usual)).hasSize(1);
  }

  @Test
  @Proves("KafkaExporterConfig.record_headers")
  void addsHeaders() throws Exception {
    String topic = topic();

    export(
        "{traces: {topic: %s}, record_headers: {team: blue}}".formatted(topic),
        Payload.of(Signal.TRACES, traces(1, 1).toByteArray(), 1));

    assertThat(read(topic).getFirst().headers().lastHeader("team").value())
        .isEqualTo("blue".getBytes(UTF_8));
  }

  @Test
  @Proves({
    "KafkaExporterConfig.include_metadata_keys",
    "Destination.topic_from_metadata_key",
    "Destination.message_key_from_metadata_key"
  })
  void writesWhatSendersSaidOfTheirRecords() throws Exception {
    String usual = topic();
    String own = topic("team-");
    String yaml =
        """
        traces: {topic: %s, topic_from_metadata_key: X-Topic, message_key_from_metadata_key: x-key}
        topic_from_attribute_prefix: team-
        include_metadata_keys: [X-Tenant]
        """
            .formatted(usual);
    byte[] otlp = traces(1, 2).toByteArray();

    export(yaml, new Payload(Signal.TRACES, otlp, 2, sender(own, "a", "b")));
    export(yaml, new Payload(Signal.TRACES, otlp, 2, sender("__consumer_offsets")));
    export(yaml, Payload.of(Signal.TRACES, otlp, 2));

    assertThat(read(own))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.key()).isEqualTo("k".getBytes(UTF_8));
              assertThat(record.headers().headers("X-Tenant"))
                  .extracting(header -> new String(header.value(), UTF_8))
                  .containsExactly("a", "b");
            });
    assertThat(read(usual)).hasSize(2).allMatch(record -> record.headers().toArray().length == 0);
    assertThat(read(usual).stream().map(ConsumerRecord::key)).containsOnlyOnce((byte[]) null);
  }

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "'include_metadata_keys: [A]', a",
    "'logs: {topic_from_metadata_key: a}', a",
    "'metrics: {message_key_from_metadata_key: a}', a"
  })
  void asksForTheHeadersThatItIsToldOf(String yaml, String name) {
    assertThat(String.join(",", made(yaml).reads().names())).isEqualTo(name);
  }

  @Test
  void takesTheKeyFromOnePlaceOnly() {
    assertThat(
            Options.problems(
                KafkaExporter.FACTORY,
                "partition_traces_by_id: true\ntraces: {message_key_from_metadata_key: a}"))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.message()).contains("partitioned by what is in them already"));
  }

  private static Origins sender(String topic, String... tenants) {
    return Origins.of(
        new Client(
            "10.0.0.1",
            Map.of("x-topic", List.of(topic), "x-key", List.of("k"), "x-tenant", List.of(tenants)),
            Map.of()));
  }

  @Test
  @Proves("KafkaExporterConfig.timeout")
  void triesAgainWhenNoBrokerAnswers() throws Exception {
    Exporter exporter = exporter("{brokers: ['127.0.0.1:1'], timeout: 300ms}");
    try (exporter) {
      assertThat(exporter.export(Payload.of(Signal.TRACES, traces(1, 1).toByteArray(), 1)))
          .isInstanceOf(Delivery.Retry.class);
    }
  }

  private static Delivery export(String yaml, Payload payload) throws Exception {
    String brokers = "brokers: ['" + broker.bootstrapServers() + "']";
    String whole =
        yaml.startsWith("{") ? "{" + brokers + ", " + yaml.substring(1) : brokers + "\n" + yaml;
    try (Exporter exporter = exporter(whole)) {
      return exporter.export(payload);
    }
  }

  private static Exporter exporter(String yaml) throws Exception {
    Exporter exporter = made(yaml);
    exporter.start();
    return exporter;
  }

  private static Exporter made(String yaml) {
    return ((Factory.ExporterMaker<KafkaExporterConfig>) KafkaExporter.FACTORY.maker())
        .make(Options.of(KafkaExporter.FACTORY, yaml), new FakeHost("kafka"));
  }

  private static String topic() throws Exception {
    return topic("t");
  }

  private static String topic(String prefix) throws Exception {
    String topic = prefix + TOPICS.incrementAndGet();
    admin.createTopics(Set.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
    return topic;
  }

  /// Returns everything that is in a topic.
  private static List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  private static ExportTraceServiceRequest traces(int traces, int spansEach) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int i = 0; i < traces * spansEach; i++) {
      scope.addSpans(Span.newBuilder().setTraceId(id(i % traces)).setName("span " + i));
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
        .build();
  }

  private static ExportLogsServiceRequest logs(Map<String, Integer> recordsByService) {
    ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
    recordsByService.forEach(
        (service, records) -> {
          ScopeLogs.Builder scope = ScopeLogs.newBuilder();
          for (int i = 0; i < records; i++) {
            scope.addLogRecords(LogRecord.newBuilder().setTimeUnixNano(i));
          }
          request.addResourceLogs(
              ResourceLogs.newBuilder()
                  .setResource(
                      Resource.newBuilder()
                          .addAttributes(
                              KeyValue.newBuilder()
                                  .setKey("service.name")
                                  .setValue(AnyValue.newBuilder().setStringValue(service))))
                  .addScopeLogs(scope));
        });
    return request.build();
  }

  private static ByteString id(int number) {
    byte[] id = new byte[16];
    id[0] = 7;
    id[15] = (byte) number;
    return ByteString.copyFrom(id);
  }

  private static List<Span> spans(ExportTraceServiceRequest request) {
    return request.getResourceSpansList().stream()
        .flatMap(r -> r.getScopeSpansList().stream())
        .flatMap(s -> s.getSpansList().stream())
        .toList();
  }

  private static String hex(Span span) {
    return java.util.HexFormat.of().formatHex(span.getTraceId().toByteArray());
  }
}
