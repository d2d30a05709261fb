package io.tailrace.extensions.zpages;

import io.tailrace.component.server.HttpServerConfig;
import io.tailrace.component.server.HttpTimeouts;
import io.tailrace.config.Option;
import io.tailrace.config.Validated;

/// What is written below `zpages:`.
record ZpagesConfig(
    @Option(value = "localhost:55679", doc = "Where to listen: host and port.") String endpoint,
    @Option(doc = "Variables of the process as JSON.") Expvar expvar,
    @Option(inline = true, doc = "How long it waits.") HttpTimeouts timeouts,
    @Option(inline = true, doc = "The server.") HttpServerConfig server)
    implements Validated {
  @Override
  public void validate(Findings findings) {
    if (endpoint.isEmpty()) {
      findings.error("endpoint", "endpoint must not be empty: give a host and a port");
    }
  }

  /// Variables of the process as JSON.
  record Expvar(@Option(doc = "Whether `/debug/expvarz` is served.") boolean enabled) {}
}
