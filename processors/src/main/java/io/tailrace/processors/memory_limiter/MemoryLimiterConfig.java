package io.tailrace.processors.memory_limiter;

import io.tailrace.config.Option;
import io.tailrace.config.Validated;
import java.time.Duration;

/// The options of `memory_limiter`.
record MemoryLimiterConfig(
    @Option(
            value = "0s",
            min = 0,
            doc = "How often memory is measured. Must be set; 1s is a good value.")
        Duration checkInterval,
    @Option(value = "0", min = 0, doc = "The most heap to use, in MiB.") long limitMib,
    @Option(
            value = "0",
            min = 0,
            doc =
                "How far below the limit receivers begin to refuse, in MiB; `0` for a fifth of"
                    + " the limit.")
        long spikeLimitMib,
    @Option(
            value = "0",
            min = 0,
            max = 100,
            doc = "The most heap to use, in percent of the heap that the process may use.")
        long limitPercentage,
    @Option(
            value = "0",
            min = 0,
            max = 100,
            doc =
                "How far below the limit receivers begin to refuse, in percent of the heap that"
                    + " the process may use.")
        long spikeLimitPercentage,
    @Option(
            value = "10s",
            doc = "The least time between collections that the soft limit forces.",
            noEffect = NO_COLLECTION)
        Duration minGcIntervalWhenSoftLimited,
    @Option(
            value = "0s",
            doc = "The least time between collections that the hard limit forces.",
            noEffect = NO_COLLECTION)
        Duration minGcIntervalWhenHardLimited,
    @Option(
            value = "30s",
            doc = "The most time between collections above the soft limit.",
            noEffect = NO_COLLECTION)
        Duration maxGcIntervalWhenSoftLimited,
    @Option(
            value = "30s",
            doc = "The most time between collections above the hard limit.",
            noEffect = NO_COLLECTION)
        Duration maxGcIntervalWhenHardLimited)
    implements Validated {
  static final String NO_COLLECTION = "the JVM decides when to collect garbage";
  private static final long MIB = 1024 * 1024;

  @Override
  public void validate(Findings findings) {
    if (checkInterval.isZero()) {
      findings.error("check_interval", "check_interval must be above zero, such as 1s");
    }
    if (limitMib == 0 && limitPercentage == 0) {
      findings.error("", "one of limit_mib and limit_percentage must be above zero");
    }
    if (limitMib > 0 && spikeLimitMib >= limitMib) {
      findings.error(
          "spike_limit_mib",
          "spike_limit_mib is %d, expected less than limit_mib, which is %d"
              .formatted(spikeLimitMib, limitMib));
    }
    if (limitMib == 0 && limitPercentage > 0 && spikeLimitPercentage >= limitPercentage) {
      findings.error(
          "spike_limit_percentage",
          "spike_limit_percentage is %d, expected less than limit_percentage, which is %d"
              .formatted(spikeLimitPercentage, limitPercentage));
    }
  }

  /// From how many bytes on receivers refuse. As in the Collector, figures in MiB win over
  /// percentages, and a spike that is not given is a fifth of the limit.
  ///
  /// @param heap the most heap that the process may use, in bytes
  long softLimit(long heap) {
    long limit = limitMib > 0 ? limitMib * MIB : heap / 100 * limitPercentage;
    long spike = limitMib > 0 ? spikeLimitMib * MIB : heap / 100 * spikeLimitPercentage;
    return limit - (spike > 0 ? spike : limit / 5);
  }
}
