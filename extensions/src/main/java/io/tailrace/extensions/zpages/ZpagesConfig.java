package io.tailrace.extensions.zpages;

import io.tailrace.component.server.HttpServerConfig;
import io.tailrace.component.server.HttpTimeouts;
import io.tailrace.config.Option;

/// What is written below `zpages:`.
record ZpagesConfig(
    @Option(value = "localhost:55679", doc = "Where to listen: host and port.") String endpoint,
    @Option(doc = "Variables of the process as JSON.") Expvar expvar,
    @Option(inline = true, doc = "How long it waits.") HttpTimeouts timeouts,
    @Option(inline = true, doc = "The server.") HttpServerConfig server) {
  /// Variables of the process as JSON.
  record Expvar(@Option(doc = "Whether `/debug/expvarz` is served.") boolean enabled) {}
}
