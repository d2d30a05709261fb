package io.tailrace.exporters.debug;

import io.tailrace.component.SendingQueueConfig;
import io.tailrace.config.Option;
import io.tailrace.config.Validated;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What is written below `debug:`, or `logging:` in older files.
record DebugConfig(
    @Option(
            value = "basic",
            oneOf = {"basic", "Basic", "normal", "Normal", "detailed", "Detailed"},
            doc =
                "How much is shown of each request: `basic` one line, `normal` one line for each"
                    + " item, `detailed` everything.")
        String verbosity,
    @Option(
            key = "loglevel",
            oneOf = {"debug", "info", "warn", "error"},
            doc =
                "`verbosity` in files of the `logging` exporter: `debug` is `detailed`, `info`"
                    + " `normal`, the others `basic`.")
        Optional<String> logLevel,
    @Option(value = "2", min = 0, doc = "How many requests are shown in each second at first.")
        int samplingInitial,
    @Option(
            value = "1",
            min = 0,
            doc = "Of the requests after those, every how many-th is shown; `0` for none.")
        int samplingThereafter,
    @Option(
            value = "true",
            doc = "Whether to write to the log of the process instead of to `output_paths`.")
        boolean useInternalLogger,
    @Option(
            value = "[stdout]",
            doc =
                "Where to write when not to the log: `stdout`, `stderr`, or files, which are"
                    + " appended to.")
        List<String> outputPaths,
    @Option(
            onWhenEmpty = true,
            doc = "The exporter's queue.",
            noEffect = "writing to a terminal or a file needs no settings of a queue")
        Optional<SendingQueueConfig> sendingQueue)
    implements Validated {
  private static final List<String> STDOUT = List.of("stdout");

  @Override
  public void validate(Findings findings) {
    if (useInternalLogger && !outputPaths.equals(STDOUT)) {
      findings.error("output_paths", "nothing is written there: add `use_internal_logger: false`");
    }
  }

  Verbosity level() {
    return logLevel
        .map(
            level ->
                switch (level) {
                  case "debug" -> Verbosity.DETAILED;
                  case "info" -> Verbosity.NORMAL;
                  default -> Verbosity.BASIC;
                })
        .orElseGet(() -> Verbosity.valueOf(verbosity.toUpperCase(Locale.ROOT)));
  }

  /// How much is shown.
  enum Verbosity {
    BASIC,
    NORMAL,
    DETAILED
  }
}
