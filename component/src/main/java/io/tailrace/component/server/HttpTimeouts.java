package io.tailrace.component.server;

import io.tailrace.config.Option;
import java.time.Duration;

/// How long an HTTP server waits, with the Collector's defaults: keys of components that serve
/// HTTP, at the same level as their own.
public record HttpTimeouts(
    @Option(
            value = "1m",
            min = 0,
            doc =
                "How long the headers of a request may take, from the opening of a connection and,"
                    + " over HTTP/1.1, from the first byte of each further request; then the"
                    + " connection is closed. `0` for ever.")
        Duration readHeaderTimeout,
    @Option(
            value = "30s",
            min = 0,
            doc =
                "How long answering may take once the request is there, before it is answered with"
                    + " 503 and the connection closed; `0` for ever.")
        Duration writeTimeout,
    @Option(
            value = "1m",
            min = 0,
            doc = "How long a connection may be idle between requests; `0` for ever.")
        Duration idleTimeout) {}
