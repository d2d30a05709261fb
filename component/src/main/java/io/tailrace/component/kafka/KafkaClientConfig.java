package io.tailrace.component.kafka;

import io.tailrace.component.Host;
import io.tailrace.component.StartException;
import io.tailrace.component.tls.TlsClientConfig;
import io.tailrace.config.Option;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The connection keys that the Collector's Kafka components share, at the same level as a
/// component's own.
///
/// Clients are given what {@link #properties} makes of them and nothing else: raw client
/// properties can load classes and read files, so no key passes through.
public record KafkaClientConfig(
    @Option(
            nonEmpty = true,
            doc =
                "The brokers to ask first, `host:port` each. Absent: `localhost:9092`, but for the"
                    + " extension the broker inside this process.")
        List<String> brokers,
    @Option(
            value = "2.1.0",
            doc = "The protocol to speak.",
            noEffect = "client and broker agree on it by themselves")
        String protocolVersion,
    @Option(value = "otel-collector", doc = "How the client calls itself in the brokers' logs.")
        String clientId,
    @Option(doc = "The rack this process is in, so that it reads from a replica that is near.")
        Optional<String> rackId,
    @Option(
            value = "true",
            doc = "Whether leader epochs are sent.",
            noEffect = "the client always does where the broker can")
        boolean useLeaderEpoch,
    @Option(
            doc =
                "Whether each broker name is resolved to its canonical names first, as Kerberos"
                    + " may need.")
        boolean resolveCanonicalBootstrapServersOnly,
    @Option(value = "9m", min = 0, doc = "Idle time after which a connection is closed.")
        Duration connIdleTimeout,
    @Option(doc = "TLS. Absent: none.") Optional<TlsClientConfig> tls,
    @Option(doc = "Who the client says it is.") KafkaAuth auth,
    @Option(doc = "How the client learns about topics and partitions.") Metadata metadata) {
  private static final String LOCAL = "localhost:9092";

  /// Returns the properties of a client (producer, consumer, admin) that follow from these keys.
  ///
  /// The map holds secrets: it is not to be printed.
  ///
  /// @throws StartException when a TLS file cannot be read, or TLS is wanted in a way that
  ///     Kafka's clients do not offer
  public Map<String, Object> properties(Host host) throws StartException {
    Map<String, Object> properties = new HashMap<>();
    properties.put("bootstrap.servers", brokers.isEmpty() ? LOCAL : String.join(",", brokers));
    properties.put("client.id", clientId);
    properties.put("connections.max.idle.ms", connIdleTimeout.toMillis());
    properties.put("metadata.max.age.ms", metadata.refreshInterval().toMillis());
    properties.put("retry.backoff.ms", metadata.retry().backoff().toMillis());
    if (resolveCanonicalBootstrapServersOnly) {
      properties.put("client.dns.lookup", "resolve_canonical_bootstrap_servers_only");
    }
    Optional<TlsClientConfig> secured = tls.or(auth::tls).filter(t -> !t.insecure());
    if (secured.isPresent()) {
      KafkaTls.into(properties, secured.get(), host);
    }
    auth.into(properties);
    properties.put("security.protocol", protocol(secured.isPresent(), auth.authenticates()));
    return properties;
  }

  private static String protocol(boolean secured, boolean authenticated) {
    return (authenticated ? "SASL_" : "") + (secured ? "SSL" : "PLAINTEXT");
  }

  /// How the client learns about topics and partitions.
  public record Metadata(
      @Option(
              value = "true",
              doc = "Whether all topics are asked for.",
              noEffect = "the client asks for the topics that it uses")
          boolean full,
      @Option(value = "10m", min = 0, doc = "How old what it knows may get.")
          Duration refreshInterval,
      @Option(doc = "What it does when no answer comes.") MetadataRetry retry) {}

  /// What the client does when no answer comes.
  public record MetadataRetry(
      @Option(
              value = "3",
              min = 0,
              doc = "How often it asks again.",
              noEffect = "the client asks until it is closed")
          int max,
      @Option(value = "250ms", min = 0, doc = "How long it waits before it asks again.")
          Duration backoff) {}
}
