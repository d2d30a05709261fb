package io.tailrace.component.client;

import io.tailrace.component.tls.TlsClientConfig;
import io.tailrace.config.Node;
import io.tailrace.config.Option;
import io.tailrace.config.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The Collector's `confighttp` client without its `endpoint` and `timeout`, whose meaning and
/// default differ: keys of every component that calls an HTTP server, at the same level as its
/// own.
public record HttpClientConfig(
    @Option(doc = "The proxy to go through, `http://host:port` or `socks5://host:port`.")
        Optional<String> proxyUrl,
    @Option(doc = "TLS for `https` endpoints.") TlsClientConfig tls,
    @Option(doc = "Headers of every request. Values are never shown.") Map<String, Secret> headers,
    @Option(
            value = "gzip",
            oneOf = {
              "gzip",
              "zstd",
              "zlib",
              "deflate",
              "snappy",
              "x-snappy-framed",
              "lz4",
              "none",
              ""
            },
            doc =
                "How requests are compressed. `zstd` costs half the CPU of `gzip` for fewer"
                    + " bytes, where the server understands it.")
        String compression,
    @Option(doc = "How hard to compress.") CompressionParams compressionParams,
    @Option(doc = "Credentials by an extension.") Optional<AuthConfig> auth,
    @Option(value = "90s", min = 0, doc = "Idle time after which a connection is closed.")
        Duration idleConnTimeout,
    @Option(doc = "Whether each request gets a connection of its own.") boolean disableKeepAlives,
    @Option(value = "true", doc = "Whether HTTP/2 is spoken with `https` servers that know it.")
        boolean forceAttemptHttp2,
    @Option(
            min = 0,
            key = "http2_read_idle_timeout",
            doc = "Silence after which an HTTP/2 connection is pinged; `0` for never.",
            noEffect = "a request that gets no answer within `timeout` is repeated")
        Duration http2ReadIdleTimeout,
    @Option(
            min = 0,
            key = "http2_ping_timeout",
            doc = "How long an answer to the ping is waited for.",
            noEffect = "a request that gets no answer within `timeout` is repeated")
        Duration http2PingTimeout,
    @Option(doc = "Cookies that the server sets.") Optional<Cookies> cookies,
    @Option(
            value = "100",
            doc = "The most idle connections.",
            noEffect = "there are never more than requests under way, see num_consumers")
        int maxIdleConns,
    @Option(
            doc = "The most idle connections to a host.",
            noEffect = "there are never more than requests under way, see num_consumers")
        int maxIdleConnsPerHost,
    @Option(
            doc = "The most connections to a host.",
            noEffect = "there are never more than requests under way, see num_consumers")
        int maxConnsPerHost,
    @Option(
            doc = "Bytes of the read buffer.",
            noEffect = "buffers grow and shrink with the traffic")
        int readBufferSize,
    @Option(
            value = "524288",
            doc = "Bytes of the write buffer.",
            noEffect = "buffers grow and shrink with the traffic")
        int writeBufferSize,
    @Option(
            doc = "Components that see each request.",
            noEffect = "no extension of that kind exists here")
        List<Node> middlewares) {

  /// How hard to compress.
  public record CompressionParams(
      @Option(
              min = -1,
              max = 22,
              doc =
                  "`gzip`, `zlib`, `deflate`: 1 (fastest) to 9, -1 for zlib's default; `zstd`: 1"
                      + " to 22. `0` or absent: the fastest.")
          int level) {}

  /// Cookies.
  public record Cookies(
      @Option(doc = "Whether cookies that the server sets are sent back to it.") boolean enabled) {}
}
