package io.tailrace.extensions.health_check;

import io.tailrace.component.server.HttpServerConfig;
import io.tailrace.component.server.HttpTimeouts;
import io.tailrace.config.Option;
import io.tailrace.config.Validated;
import java.time.Duration;
import java.util.Optional;

/// What is written below `health_check:`.
record HealthCheckConfig(
    @Option(value = "localhost:13133", doc = "Where to listen: host and port.") String endpoint,
    @Option(
            value = "/",
            doc = "The path that tells whether the process lives; `/readyz` is served too.")
        String path,
    @Option(doc = "What to answer on `path` instead of JSON.") Optional<ResponseBody> responseBody,
    @Option(doc = "A check of exporters by their errors.") PipelineCheck checkCollectorPipeline,
    @Option(inline = true, doc = "How long it waits.") HttpTimeouts timeouts,
    @Option(inline = true, doc = "The server.") HttpServerConfig server)
    implements Validated {
  @Override
  public void validate(Findings findings) {
    if (endpoint.isEmpty()) {
      findings.error("endpoint", "endpoint must not be empty: give a host and a port");
    }
    if (!path.startsWith("/")) {
      findings.error("path", "path is \"%s\", expected one that begins with /".formatted(path));
    }
  }

  /// What to answer instead of JSON.
  record ResponseBody(
      @Option(doc = "The text when the process lives.") String healthy,
      @Option(doc = "The text when it does not.") String unhealthy) {}

  /// A check that has no effect in the Collector either.
  record PipelineCheck(
      @Option(doc = "Whether it is made.", noEffect = PipelineCheck.WHY) boolean enabled,
      @Option(value = "5m", doc = "Over what time.", noEffect = PipelineCheck.WHY)
          Duration interval,
      @Option(value = "5", doc = "How many errors are allowed.", noEffect = PipelineCheck.WHY)
          int exporterFailureThreshold) {
    static final String WHY = "it has none in the Collector either; ask /readyz";
  }
}
