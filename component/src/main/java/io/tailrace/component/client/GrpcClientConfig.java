package io.tailrace.component.client;

import io.tailrace.component.tls.TlsClientConfig;
import io.tailrace.config.Node;
import io.tailrace.config.Option;
import io.tailrace.config.Secret;
import io.tailrace.config.Validated;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The Collector's `configgrpc` client: keys of every component that calls a gRPC server, at the
/// same level as its own.
public record GrpcClientConfig(
    @Option(
            required = true,
            doc =
                "Where to send: `host:port`; `http://host:port` for no TLS; `https://host:port`;"
                    + " or a target of gRPC such as `dns:///host:port`.")
        String endpoint,
    @Option(
            value = "gzip",
            oneOf = {"gzip", "snappy", "zstd", "none", ""},
            doc =
                "How requests are compressed. `zstd` costs half the CPU of `gzip` for fewer"
                    + " bytes, where the server understands it.")
        String compression,
    @Option(doc = "TLS, which is on unless `insecure` is true.") TlsClientConfig tls,
    @Option(doc = "Headers (metadata) of every request. Values are never shown.")
        Map<String, Secret> headers,
    @Option(doc = "How an idle connection is kept alive.") Keepalive keepalive,
    @Option(
            value = "round_robin",
            oneOf = {"round_robin", "pick_first"},
            doc = "How requests are spread over the addresses that the endpoint resolves to.")
        String balancerName,
    @Option(
            doc =
                "Whether a request waits for a connection, at most its timeout, instead of"
                    + " failing at once while there is none.")
        boolean waitForReady,
    @Option(doc = "The `:authority` to send instead of the endpoint's host.")
        Optional<String> authority,
    @Option(doc = "Credentials by an extension.") Optional<AuthConfig> auth,
    @Option(doc = "The `user-agent` of requests; absent: `Tailrace/VERSION`.")
        Optional<String> userAgent,
    @Option(
            doc = "Components that see each request.",
            noEffect = "no extension of that kind exists here")
        List<Node> middlewares,
    @Option(
            doc = "Bytes of the read buffer.",
            noEffect = "buffers grow and shrink with the traffic")
        int readBufferSize,
    @Option(
            value = "524288",
            doc = "Bytes of the write buffer.",
            noEffect = "buffers grow and shrink with the traffic")
        int writeBufferSize)
    implements Validated {
  @Override
  public void validate(Findings findings) {
    if (!endpoint.isEmpty() && !GrpcEndpoint.hasPort(endpoint)) {
      findings.error("endpoint", "\"%s\" has no port: write host:port".formatted(endpoint));
    }
  }

  /// How an idle connection is kept alive.
  public record Keepalive(
      @Option(value = "10s", min = 0, doc = "Silence after which the server is pinged.")
          Duration time,
      @Option(value = "10s", min = 0, doc = "How long an answer to the ping is waited for.")
          Duration timeout,
      @Option(doc = "Whether to ping while no request is under way.")
          boolean permitWithoutStream) {}
}
