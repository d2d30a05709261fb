package io.tailrace.receivers.otlp;

import io.tailrace.component.server.GrpcServerConfig;
import io.tailrace.component.server.HttpServerConfig;
import io.tailrace.component.server.HttpTimeouts;
import io.tailrace.config.Option;
import io.tailrace.config.Validated;
import io.tailrace.model.Signal;
import java.time.Duration;
import java.util.Optional;

/// What is written below `otlp:`.
record OtlpConfig(
    @Option(doc = "The protocols to serve, at least one; one is served when its key is there.")
        Protocols protocols)
    implements Validated {
  @Override
  public void validate(Findings findings) {
    if (protocols.grpc().isEmpty() && protocols.http().isEmpty()) {
      findings.error(
          "protocols", "no protocol is given: add grpc: or http:, or both, below protocols:");
    }
  }

  /// The protocols to serve.
  record Protocols(
      @Option(onWhenEmpty = true, doc = "OTLP over gRPC.") Optional<Grpc> grpc,
      @Option(onWhenEmpty = true, doc = "OTLP over HTTP, as protobuf or JSON.")
          Optional<Http> http) {}

  /// OTLP over gRPC.
  record Grpc(
      @Option(value = "localhost:4317", doc = "Where to listen: host and port.") String endpoint,
      @Option(inline = true, doc = "The server.") GrpcServerConfig server) {}

  /// OTLP over HTTP. Connections may be idle for as long as they like, as in the Collector,
  /// because SDKs send seldom.
  record Http(
      @Option(value = "localhost:4318", doc = "Where to listen: host and port.") String endpoint,
      @Option(value = "/v1/traces", doc = "The path for traces.") String tracesUrlPath,
      @Option(value = "/v1/metrics", doc = "The path for metrics.") String metricsUrlPath,
      @Option(value = "/v1/logs", doc = "The path for logs.") String logsUrlPath,
      @Option(
              min = 0,
              doc =
                  "How long the headers of a request may take, from the opening of a connection"
                      + " and, over HTTP/1.1, from the first byte of each further request; then"
                      + " the connection is closed. `0` for ever.")
          Duration readHeaderTimeout,
      @Option(
              min = 0,
              doc =
                  "How long answering may take once the request is there, before it is answered"
                      + " with 503 and the connection closed; `0` for ever.")
          Duration writeTimeout,
      @Option(min = 0, doc = "How long a connection may be idle between requests; `0` for ever.")
          Duration idleTimeout,
      @Option(inline = true, doc = "The server.") HttpServerConfig server) {
    String path(Signal signal) {
      String path =
          switch (signal) {
            case TRACES -> tracesUrlPath;
            case METRICS -> metricsUrlPath;
            case LOGS -> logsUrlPath;
          };
      return path.startsWith("/") ? path : "/" + path;
    }

    HttpTimeouts timeouts() {
      return new HttpTimeouts(readHeaderTimeout, writeTimeout, idleTimeout);
    }
  }
}
