package io.tailrace.topology;

import io.tailrace.component.kafka.KafkaAuth;
import io.tailrace.component.kafka.KafkaClientConfig;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.Kind;
import io.tailrace.config.Node;
import io.tailrace.config.PipelineId;
import io.tailrace.config.Position;
import io.tailrace.config.ServiceTelemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Configurations of tests, built pipeline by pipeline.
final class Configs {
  private final Map<Kind, Map<ComponentId, Configuration.Configured>> components =
      new EnumMap<>(Kind.class);
  private final Map<ComponentId, Configuration.Pipeline> pipelines = new LinkedHashMap<>();

  /// The options of a component of a test.
  record Options(String value) {}

  /// Configures connectors.
  Configs connectors(String... ids) {
    for (String id : ids) {
      component(Kind.CONNECTOR, id, "");
    }
    return this;
  }

  /// Configures a component with options of its own.
  Configs component(Kind kind, String id, String options) {
    ComponentId key = Headers.id(id);
    components
        .computeIfAbsent(kind, _ -> new LinkedHashMap<>())
        .put(
            key,
            new Configuration.Configured(
                kind, key, key.type(), new Options(options), scalar(options)));
    return this;
  }

  /// Adds a pipeline; ids are separated by blanks.
  Configs pipeline(String id, String receivers, String processors, String exporters) {
    pipelines.put(
        Headers.id(id),
        new Configuration.Pipeline(
            Headers.id(id),
            ids(Kind.RECEIVER, receivers),
            ids(Kind.PROCESSOR, processors),
            ids(Kind.EXPORTER, exporters)));
    return this;
  }

  /// Publishes pipelines.
  Configs publish(String... ids) {
    List<PipelineId> publish = Stream.of(ids).map(id -> new PipelineId(Headers.id(id))).toList();
    ComponentId kafka = ComponentId.of("kafka");
    components
        .computeIfAbsent(Kind.EXTENSION, _ -> new LinkedHashMap<>())
        .put(
            kafka,
            new Configuration.Configured(
                Kind.EXTENSION,
                kafka,
                "kafka",
                kafka("tailrace.", Duration.ofHours(1), publish),
                node()));
    return this;
  }

  private List<ComponentId> ids(Kind kind, String texts) {
    List<ComponentId> ids = new ArrayList<>();
    for (String text : texts.split(" ", -1)) {
      if (!text.isEmpty()) {
        ComponentId id = Headers.id(text);
        ids.add(id);
        boolean connector = components.getOrDefault(Kind.CONNECTOR, Map.of()).containsKey(id);
        if (!connector && !components.getOrDefault(kind, Map.of()).containsKey(id)) {
          component(kind, text, "");
        }
      }
    }
    return ids;
  }

  Configuration build() {
    return new Configuration(components, List.of(), pipelines, ServiceTelemetry.DEFAULT, node());
  }

  private static Node scalar(String text) {
    return new Node.Scalar(text, text, new Position("test", 1, 1, 1), Node.Origin.WRITTEN);
  }

  private static Node node() {
    return new Node.Mapping(List.of(), new Position("test", 1, 1, 1), Node.Origin.WRITTEN);
  }

  /// A plan that takes logs in.
  static Plan logs() {
    return plan(new Configs());
  }

  /// A plan that takes logs in and publishes them.
  static Plan publishedLogs() {
    return plan(new Configs().publish("logs"));
  }

  private static Plan plan(Configs configs) {
    return Planner.plan(
        configs.pipeline("logs", "otlp", "", "sink").build(), "tailrace.", _ -> false);
  }

  /// The keys of the extension as a file without any has them.
  static KafkaConfig kafka() {
    return kafka(Duration.ofHours(1));
  }

  static KafkaConfig kafka(Duration retention) {
    return kafka("tailrace.", retention);
  }

  /// The same with another prefix, for tests that share a broker.
  static KafkaConfig kafka(String prefix) {
    return kafka(prefix, Duration.ofHours(1));
  }

  static KafkaConfig kafka(String prefix, Duration retention) {
    return kafka(prefix, retention, List.of());
  }

  private static KafkaConfig kafka(String prefix, Duration retention, List<PipelineId> publish) {
    KafkaClientConfig client =
        new KafkaClientConfig(
            List.of(),
            "2.1.0",
            "test",
            Optional.empty(),
            true,
            false,
            Duration.ofMinutes(9),
            Optional.empty(),
            new KafkaAuth(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
            new KafkaClientConfig.Metadata(
                true,
                Duration.ofMinutes(10),
                new KafkaClientConfig.MetadataRetry(3, Duration.ofMillis(250))));
    return new KafkaConfig(
        client,
        new KafkaConfig.TopicsConfig(
            prefix, Optional.empty(), Optional.empty(), retention, Optional.empty(), publish),
        KafkaConfig.Durability.PROCESS,
        new KafkaConfig.EmbeddedConfig("127.0.0.1:0", Optional.empty(), Optional.empty(), 0),
        new KafkaConfig.SamplingConfig(false, KafkaConfig.Guarantee.AT_LEAST_ONCE));
  }
}
