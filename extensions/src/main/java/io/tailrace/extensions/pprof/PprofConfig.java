package io.tailrace.extensions.pprof;

import io.tailrace.config.Option;
import io.tailrace.config.Validated;

/// What is written below `pprof:`.
record PprofConfig(
    @Option(
            value = "localhost:1777",
            doc = "Where profiles are served.",
            noEffect = PprofConfig.WHY)
        String endpoint,
    @Option(doc = "The share of blocking that is recorded.", noEffect = PprofConfig.WHY)
        int blockProfileFraction,
    @Option(doc = "The share of contention that is recorded.", noEffect = PprofConfig.WHY)
        int mutexProfileFraction,
    @Option(doc = "A file for a CPU profile.", noEffect = PprofConfig.WHY) String saveToFile)
    implements Validated {
  static final String WHY =
      "pprof profiles programs in Go; this one is profiled by `jcmd PID JFR.start`";

  @Override
  public void validate(Findings findings) {
    findings.noEffect("", WHY);
  }
}
