package io.tailrace.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The keys below `service.telemetry`.
record TelemetryOptions(
    @Option(doc = "The log of this process.") Logs logs,
    @Option(doc = "The metrics of this process.") Metrics metrics,
    @Option(
            noEffect = "this process records no spans of its own",
            doc = "The spans of this process.")
        Node traces,
    @Option(
            doc =
                "Attributes of this process, as a map from name to value or as `attributes:` with a"
                    + " list of `{name, value}`. `null` leaves one out that is there by default.")
        Node resource) {

  record Logs(
      @Option(
              value = "info",
              oneOf = {"debug", "info", "warn", "error", "DEBUG", "INFO", "WARN", "ERROR"},
              doc = "The least severity that is written.")
          String level,
      @Option(
              value = "console",
              oneOf = {"console", "json"},
              doc = "`console` for people, `json` for machines.")
          String encoding,
      @Option(noEffect = "the log is Tailrace's own", doc = "Development mode of zap.")
          boolean development,
      @Option(noEffect = "the log is Tailrace's own", doc = "Leaves out who logged.")
          boolean disableCaller,
      @Option(noEffect = "the log is Tailrace's own", doc = "Leaves out stack traces.")
          boolean disableStacktrace,
      @Option(
              noEffect = "lines are limited per place in the code, always",
              doc = "How repeated lines are thinned out.")
          Optional<Sampling> sampling,
      @Option(
              value = "[stderr]",
              noEffect = "the log goes to the standard error stream",
              doc = "Where the log goes.")
          List<String> outputPaths,
      @Option(
              value = "[stderr]",
              noEffect = "the log is Tailrace's own",
              doc = "Where errors of the logger go.")
          List<String> errorOutputPaths,
      @Option(noEffect = "the log is Tailrace's own", doc = "Fields of every line.")
          Map<String, Node> initialFields,
      @Option(noEffect = "the log is not exported", doc = "Exports the log.") List<Node> processors,
      @Option(noEffect = "the log is Tailrace's own", doc = "Leaves the resource out of each line.")
          boolean disableZapResource) {}

  record Sampling(
      @Option(value = "true", noEffect = "see `sampling`", doc = "Whether lines are thinned out.")
          boolean enabled,
      @Option(value = "10s", noEffect = "see `sampling`", doc = "The interval.") Duration tick,
      @Option(value = "10", noEffect = "see `sampling`", doc = "Lines kept of each interval.")
          int initial,
      @Option(value = "100", noEffect = "see `sampling`", doc = "Every n-th line after those.")
          int thereafter) {}

  record Metrics(
      @Option(
              value = "normal",
              oneOf = {
                "none",
                "basic",
                "normal",
                "detailed",
                "None",
                "Basic",
                "Normal",
                "Detailed"
              },
              doc = "How many metrics there are; `none` opens no port.")
          String level,
      @Option(doc = "The old way to say host and port of the Prometheus endpoint.")
          Optional<String> address,
      @Option(doc = "Where the metrics can be had. Without any: Prometheus on `localhost:8888`.")
          Optional<List<Reader>> readers,
      @Option(noEffect = "metrics have one view", doc = "Views of the metrics.")
          List<Node> views) {}

  record Reader(
      @Option(onWhenEmpty = true, doc = "A reader that is asked.") Optional<Pull> pull,
      @Option(
              noEffect = "metrics are not pushed; let a pipeline scrape the endpoint",
              doc = "A reader that pushes.")
          Optional<Node> periodic) {}

  record Pull(@Option(doc = "How it is asked.") PullExporter exporter) {}

  record PullExporter(
      @Option(onWhenEmpty = true, doc = "As Prometheus asks.") Optional<Prometheus> prometheus) {}

  record Prometheus(
      @Option(value = "localhost", doc = "The address to listen on.") String host,
      @Option(value = "8888", min = 0, max = 65535, doc = "The port to listen on.") int port,
      @Option(value = "true", doc = "Whether counters go without `_total`.")
          boolean withoutTypeSuffix,
      @Option(value = "true", noEffect = "names have no units", doc = "Leaves units out of names.")
          boolean withoutUnits,
      @Option(value = "true", noEffect = "there are no scope labels", doc = "Leaves them out.")
          boolean withoutScopeInfo,
      @Option(
              noEffect = "resource attributes are in `target_info` only",
              doc = "Resource attributes that become labels.")
          Optional<Node> withResourceConstantLabels,
      @Option(noEffect = "names are as they are", doc = "How names are translated.")
          Optional<String> translationStrategy) {}
}
