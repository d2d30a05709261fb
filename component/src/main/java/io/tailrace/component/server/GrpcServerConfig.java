package io.tailrace.component.server;

import io.tailrace.component.tls.TlsServerConfig;
import io.tailrace.config.Node;
import io.tailrace.config.Option;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The Collector's `configgrpc` server without its `endpoint`, whose default each component
/// chooses: keys of every component that serves gRPC, at the same level as its own.
public record GrpcServerConfig(
    @Option(
            value = "tcp",
            oneOf = {"tcp", "tcp4", "tcp6"},
            doc = "`tcp4` and `tcp6` listen on the endpoint's IPv4 or IPv6 address only.")
        String transport,
    @Option(doc = "TLS; without this section connections are not encrypted.")
        Optional<TlsServerConfig> tls,
    @Option(
            min = 0,
            max = 1024,
            doc =
                "The largest request in MiB, decompressed; `0` for 4. A larger one is refused with"
                    + " RESOURCE_EXHAUSTED.")
        int maxRecvMsgSizeMib,
    @Option(
            min = 0,
            doc = "The most requests under way on one connection; `0` for no bound but memory.")
        int maxConcurrentStreams,
    @Option(
            value = "524288",
            doc = "Bytes of the read buffer.",
            noEffect = "buffers grow and shrink with the traffic")
        int readBufferSize,
    @Option(
            doc = "Bytes of the write buffer.",
            noEffect = "buffers grow and shrink with the traffic")
        int writeBufferSize,
    @Option(doc = "How connections are kept alive, and ended.") Keepalive keepalive,
    @Option(doc = "Who may send, decided by an extension.") Optional<ServerAuthConfig> auth,
    @Option(
            doc =
                "Whether requests' metadata goes along with their items: the tenant"
                    + " (`X-Scope-OrgID`), and what processors read or `metadata_keys` name.")
        boolean includeMetadata,
    @Option(
            doc = "Extensions that requests pass through.",
            noEffect = "no extension here is a middleware")
        List<Node> middlewares) {
  private static final int DEFAULT_MIB = 4;

  /// The largest request in bytes.
  int maxMessageBytes() {
    int mib = maxRecvMsgSizeMib == 0 ? DEFAULT_MIB : maxRecvMsgSizeMib;
    return (int) Math.min((long) mib << 20, Integer.MAX_VALUE - 16);
  }

  /// How connections are kept alive, and ended.
  public record Keepalive(
      @Option(doc = "When the server acts by itself.") ServerParameters serverParameters,
      @Option(doc = "What the server allows clients.") EnforcementPolicy enforcementPolicy) {}

  /// When the server acts by itself.
  public record ServerParameters(
      @Option(
              min = 0,
              doc = "Idle time after which a connection is ended, 1 s at least; `0` for never.")
          Duration maxConnectionIdle,
      @Option(
              min = 0,
              doc =
                  "Age at which a connection is ended, so that clients spread anew, 1 s at least;"
                      + " `0` for never.")
          Duration maxConnectionAge,
      @Option(
              min = 0,
              doc = "How long requests under way may then take; `0` for as long as they do.")
          Duration maxConnectionAgeGrace,
      @Option(min = 0, doc = "Silence after which a client is pinged, 10 s at least; `0` for 2 h.")
          Duration time,
      @Option(min = 0, doc = "How long an answer to a ping is waited for; `0` for 20 s.")
          Duration timeout) {}

  /// What the server allows clients.
  public record EnforcementPolicy(
      @Option(
              min = 0,
              doc =
                  "The least time between two pings of a client; `0` for 5 min. Who pings more"
                      + " often is disconnected.")
          Duration minTime,
      @Option(doc = "Whether clients may ping while no request is under way.")
          boolean permitWithoutStream) {}
}
