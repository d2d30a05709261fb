package io.tailrace.component.server;

import io.tailrace.component.tls.TlsServerConfig;
import io.tailrace.config.Node;
import io.tailrace.config.Option;
import io.tailrace.config.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The Collector's `confighttp` server without its `endpoint` and its {@link HttpTimeouts}, whose
/// defaults differ from component to component: keys of every component that serves HTTP, at the
/// same level as its own.
public record HttpServerConfig(
    @Option(
            value = "tcp",
            oneOf = {"tcp", "tcp4", "tcp6"},
            doc = "`tcp4` and `tcp6` listen on the endpoint's IPv4 or IPv6 address only.")
        String transport,
    @Option(doc = "TLS; without this section connections are not encrypted.")
        Optional<TlsServerConfig> tls,
    @Option(doc = "Which pages of other origins may send from a browser; absent: none.")
        Optional<CorsConfig> cors,
    @Option(doc = "Who may send, decided by an extension.") Optional<ServerAuthConfig> auth,
    @Option(
            value = "20971520",
            min = 0,
            doc =
                "The largest body in bytes, both as it comes and decompressed; `0` for 20 MiB. A"
                    + " larger one is refused with 413.")
        long maxRequestBodySize,
    @Option(
            doc =
                "Whether requests' headers go along with their items: the tenant"
                    + " (`X-Scope-OrgID`), and what processors read or `metadata_keys` name.")
        boolean includeMetadata,
    @Option(doc = "Headers of every response. Values are never shown.")
        Map<String, Secret> responseHeaders,
    @Option(
            doc =
                "The encodings that bodies may have, out of `\"\"` (none), `gzip`, `zstd`, `zlib`,"
                    + " `deflate`, `snappy`, `x-snappy-framed` and `lz4`; absent: all. Another is"
                    + " refused with 400.")
        List<String> compressionAlgorithms,
    @Option(
            min = 0,
            doc =
                "How long a body may take to arrive after its headers, before it is answered with"
                    + " 408 and the connection closed; `0` for ever.")
        Duration readTimeout,
    @Option(value = "true", doc = "Whether a connection serves more than one request.")
        boolean keepAlivesEnabled,
    @Option(
            doc = "Extensions that requests pass through.",
            noEffect = "no extension here is a middleware")
        List<Node> middlewares) {
  private static final int DEFAULT_BODY = 20 << 20;

  /// The largest body in bytes.
  int maxBody() {
    return maxRequestBodySize == 0
        ? DEFAULT_BODY
        : (int) Math.min(maxRequestBodySize, Integer.MAX_VALUE - 16);
  }

  /// Which pages of other origins may send from a browser.
  public record CorsConfig(
      @Option(
              doc =
                  "Origins such as `https://app.example.com`; one `*` in each stands for"
                      + " anything.")
          List<String> allowedOrigins,
      @Option(
              doc =
                  "Headers that they may send beside `Accept`, `Content-Type`, `Origin` and"
                      + " `X-Requested-With`; `*` for any.")
          List<String> allowedHeaders,
      @Option(doc = "Headers of responses that they may read.") List<String> exposedHeaders,
      @Option(min = 0, doc = "Seconds that a browser may remember this; `0` for its own default.")
          int maxAge) {}
}
