package io.tailrace.exporters.otlp_http;

import io.tailrace.component.DeliveryConfig;
import io.tailrace.component.RetryConfig;
import io.tailrace.component.SendingQueueConfig;
import io.tailrace.component.client.HttpClientConfig;
import io.tailrace.config.Option;
import io.tailrace.config.Validated;
import io.tailrace.model.Signal;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/// What is written below `otlp_http:`.
record OtlpHttpConfig(
    @Option(
            doc =
                "The server, such as `https://host:4318`; `/v1/traces`, `/v1/metrics` and"
                    + " `/v1/logs` are appended.")
        Optional<String> endpoint,
    @Option(doc = "Where traces go, as it is, instead of below `endpoint`.")
        Optional<String> tracesEndpoint,
    @Option(doc = "Where metrics go, as it is, instead of below `endpoint`.")
        Optional<String> metricsEndpoint,
    @Option(doc = "Where logs go, as it is, instead of below `endpoint`.")
        Optional<String> logsEndpoint,
    @Option(doc = "Where profiles go.", noEffect = "profiles are not carried")
        Optional<String> profilesEndpoint,
    @Option(
            value = "proto",
            oneOf = {"proto", "json"},
            doc = "The form of a request: `proto`, or `json`, which costs far more CPU and bytes.")
        String encoding,
    @Option(value = "30s", min = 0, doc = "How long an answer is waited for; `0` for ever.")
        Duration timeout,
    @Option(inline = true, doc = "How to talk to the server.") HttpClientConfig client,
    @Option(doc = "How failed requests are repeated.") RetryConfig retryOnFailure,
    @Option(doc = "Concurrency and batching.") SendingQueueConfig sendingQueue,
    @Option(inline = true, doc = "How the backlog is read.") DeliveryConfig delivery)
    implements Validated {
  @Override
  public void validate(Findings findings) {
    if (Stream.of(Signal.values()).allMatch(signal -> target(signal).isEmpty())) {
      findings.error(
          "endpoint", "there is no address to send to: set endpoint, such as http://host:4318");
    }
    check(findings, "endpoint", endpoint);
    check(findings, "traces_endpoint", tracesEndpoint);
    check(findings, "metrics_endpoint", metricsEndpoint);
    check(findings, "logs_endpoint", logsEndpoint);
  }

  private static void check(Findings findings, String key, Optional<String> address) {
    if (!address.orElse("").isEmpty() && address.flatMap(OtlpHttpConfig::parse).isEmpty()) {
      findings.error(
          key,
          "\"%s\" is no address: one such as http://host:4318 is expected"
              .formatted(address.orElse("")));
    }
  }

  private static Optional<URI> parse(String text) {
    try {
      URI uri = URI.create(text);
      boolean http = "http".equalsIgnoreCase(uri.getScheme());
      boolean https = "https".equalsIgnoreCase(uri.getScheme());
      return Optional.of(uri).filter(u -> (http || https) && u.getHost() != null);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// Returns where requests of a signal go, empty if that is not configured.
  Optional<URI> target(Signal signal) {
    Optional<String> own =
        switch (signal) {
          case TRACES -> tracesEndpoint;
          case METRICS -> metricsEndpoint;
          case LOGS -> logsEndpoint;
        };
    return own.filter(text -> !text.isEmpty())
        .or(
            () ->
                endpoint
                    .filter(text -> !text.isEmpty())
                    .map(base -> base + (base.endsWith("/") ? "" : "/") + "v1/" + signal.id()))
        .flatMap(OtlpHttpConfig::parse);
  }
}
