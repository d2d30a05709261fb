package io.tailrace.topology;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;

/// How this process reaches Kafka: the settings that producers, consumers and admin clients share.
///
/// @param properties Kafka's own client settings: `bootstrap.servers`, `client.id`, security
/// @param embedded whether the broker is an embedded one
/// @param log the log of the broker, where it runs in this process
public record KafkaConnection(
    Map<String, Object> properties, boolean embedded, Optional<LocalLog> log) {
  /// Copies the settings.
  public KafkaConnection {
    properties = Map.copyOf(properties);
  }

  /// The connection to a Kafka outside.
  ///
  /// @param properties Kafka's own client settings
  public static KafkaConnection external(Map<String, Object> properties) {
    return new KafkaConnection(properties, false, Optional.empty());
  }

  /// The connection to an embedded broker, of this process or another.
  ///
  /// @param bootstrap host and port where it listens
  /// @param clientId how this process calls itself
  public static KafkaConnection embedded(String bootstrap, String clientId) {
    return new KafkaConnection(
        Map.of("bootstrap.servers", bootstrap, "client.id", clientId), true, Optional.empty());
  }

  /// Returns the connection with the broker's log within reach.
  public KafkaConnection with(LocalLog log) {
    return new KafkaConnection(properties, embedded, Optional.of(log));
  }

  /// Returns the settings with others added, which win.
  Map<String, Object> with(Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>(properties);
    // A broker that is gone is looked for often enough to be found soon, and seldom enough to be
    // no load.
    all.put("reconnect.backoff.ms", 50);
    all.put("reconnect.backoff.max.ms", 1000);
    all.put("enable.metrics.push", false);
    all.put("metric.reporters", "");
    all.putAll(more);
    return all;
  }

  /// A client that asks about topics and groups and changes them.
  Admin admin() {
    return Admin.create(
        with(Map.of("request.timeout.ms", 10_000, "default.api.timeout.ms", 20_000)));
  }

  /// The client id of one part of the process.
  String clientId(String part) {
    return properties.getOrDefault("client.id", "tailrace") + "-" + part;
  }
}
