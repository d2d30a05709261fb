package io.tailrace.processors.tail_sampling;

import io.tailrace.component.sampling.TraceSampler;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Option;
import io.tailrace.config.Validated;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The options of `tail_sampling`.
record TailSamplingConfig(
    @Option(
            value = "30s",
            min = 0,
            max = 20 * DAY,
            doc =
                "How long after its first span a trace is decided, by the time of the log. Spans"
                    + " that come later follow the decision.")
        Duration decisionWait,
    @Option(
            value = "0s",
            min = 0,
            max = 20 * DAY,
            doc =
                "How long after its root came a trace is decided, if that is earlier; `0s` to wait"
                    + " in any case. Decisions are written in the order in which traces began, so"
                    + " that an older trace may hold this one up; spans that come in between are"
                    + " late all the same.")
        Duration decisionWaitAfterRootReceived,
    @Option(required = true, nonEmpty = true, doc = "What decides about a trace.")
        List<PolicyConfig> policies,
    @Option(
            value = "trace-complete",
            oneOf = {"trace-complete", "span-ingest"},
            doc =
                "Whether policies see all spans of a trace when it is decided (`trace-complete`),"
                    + " or those that came together as soon as they come (`span-ingest`): then the"
                    + " first answer that is final holds, and a trace without one is not sampled.")
        String samplingStrategy,
    @Option(
            doc =
                "Whether policies are asked no further once one samples a trace. It makes no"
                    + " difference to what is kept, but a budget that is not asked is not used.")
        boolean sampleOnFirstMatch,
    @Option(
            min = 0,
            doc =
                "Traces with more bytes than this are dropped, whatever policies say; `0` for no"
                    + " bound. Bytes are counted as the Collector does: each batch with its"
                    + " resource and scopes.")
        long maximumTraceSizeBytes,
    @Option(doc = "How many decisions are remembered for spans that come late.")
        DecisionCacheConfig decisionCache,
    @Option(value = "50000", min = 0, doc = "How many traces are held in memory.", noEffect = LOG)
        long numTraces,
    @Option(min = 0, doc = "How many new traces are expected a second.", noEffect = LOG)
        long expectedNewTracesPerSec,
    @Option(doc = "Whether senders wait while `num_traces` are held.", noEffect = LOG)
        boolean blockOnOverflow,
    @Option(
            value = "1",
            min = 1,
            max = 256,
            doc = "How many loops decide.",
            noEffect = "each partition of the raw topic is decided by itself")
        int numShards,
    @Option(doc = "The extension that holds spans.", noEffect = LOG)
        Optional<ComponentId> tailStorage,
    @Option(
            doc = "Whether traces that wait are dropped when the process stops.",
            noEffect =
                "traces that wait stay in the raw topic and are decided after the next start")
        boolean dropPendingTracesOnShutdown)
    implements Validated {
  static final String LOG = "spans wait in the raw topic, not in memory";
  static final long DAY = 24 * 3600 * 1_000_000_000L;
  private static final int MOST_POLICIES = 10_000;

  /// Whether each batch is judged by itself when it comes.
  boolean atIngest() {
    return samplingStrategy.equals("span-ingest");
  }

  @Override
  public void validate(Findings findings) {
    Set<String> names = new HashSet<>(Set.of(TraceSampler.NO_POLICY, TraceSampler.TOO_LARGE));
    for (PolicyConfig policy : policies) {
      String name = policy.shared().name();
      if (!names.add(name)) {
        findings.error(
            "policies",
            name.equals(TraceSampler.NO_POLICY) || name.equals(TraceSampler.TOO_LARGE)
                ? "a policy is called \"%s\", which means something else: rename it".formatted(name)
                : "two policies are called \"%s\": rename one".formatted(name));
      }
      if (atIngest() && policy.stateful()) {
        findings.error(
            "sampling_strategy",
            "the policy \"%s\" needs to know the whole trace or a budget, which does not go with"
                    .formatted(name)
                + " span-ingest: remove it, or use trace-complete");
      }
    }
    if (policies.size() > MOST_POLICIES) {
      findings.error(
          "policies",
          "there are %d policies, at most %d are possible"
              .formatted(policies.size(), MOST_POLICIES));
    }
  }
}
