package io.tailrace.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.component.Outcome;
import io.tailrace.component.StartException;
import io.tailrace.component.sampling.TraceSampler;
import io.tailrace.component.sampling.Vote;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Kind;
import io.tailrace.testkit.FakeMetrics;
import io.tailrace.topology.decisions.Account;
import io.tailrace.topology.decisions.TraceSummary;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What the topics of a sampling tell about its traces and policies, when it kept one trace in ten
/// of a thousand, and then an agent went on without anybody who decides.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SampledTracesTest {
  private static final int KEPT = 20;
  private static final int DROPPED = 7;
  private static final int UNDECIDED = 5000;
  private static final int NEVER_SEEN = 9999;
  private static final String PREFIX = "told.";

  @TempDir private static Path directory;
  @RegisterExtension static final OwnBroker broker = new OwnBroker(() -> directory);

  private final ScriptedExporter sink = new ScriptedExporter();
  private final Instant begun = Instant.now();
  private SampledTraces topics;

  @BeforeAll
  void sampleAThousandTracesAndTwoLateSpans() throws Exception {
    Configs configs = sampled("10 2 500");
    try (Pipelines pipelines = start(configs, Setting.Role.ALL)) {
      offer(pipelines, 0, 500);
      offer(pipelines, 500, 1000);
      await(() -> sink.items() == 100);
      await(() -> pipelines.ledger().samplings().getFirst().inFlight() == 0);
      offer(pipelines, KEPT, KEPT + 1);
      offer(pipelines, DROPPED, DROPPED + 1);
      await(() -> sink.items() == 101);
      await(() -> pipelines.ledger().samplings().getFirst().inFlight() == 0);
    }
    try (Pipelines agent = start(configs, Setting.Role.AGENT)) {
      offer(agent, UNDECIDED, UNDECIDED + 3);
    }
    topics = new SampledTraces(KafkaConnection.embedded(broker.bootstrapServers(), "test"), PREFIX);
  }

  @AfterAll
  void disconnect() {
    topics.close();
  }

  @Test
  void tellOfATraceThatWasKeptWhenItsPartsCameWhoDecidedAndWhereItWent() throws Exception {
    TraceHistory history = history(KEPT);
    TraceHistory.Life life = only(history);
    TraceSummary decided = life.decided().orElseThrow();

    assertThat(decided.kept()).isTrue();
    assertThat(decided.cause()).isEqualTo("multiple");
    assertThat(decided.votes())
        .containsExactly(
            new TraceSummary.Ballot("multiple", Vote.SAMPLED),
            new TraceSummary.Ballot("large", Vote.NOT_SAMPLED));
    assertThat(decided.times().decided() - decided.times().first()).isGreaterThanOrEqualTo(500);
    assertThat(life.parts())
        .extracting(TraceHistory.Part::receiver, TraceHistory.Part::spans, TraceHistory.Part::late)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("otlp", 1, false),
            org.assertj.core.groups.Tuple.tuple("otlp", 1, true));
    assertThat(life.parts().getFirst().arrived()).isAfter(begun.minusSeconds(1));
    assertThat(life.parts().getFirst().offset()).isEqualTo(decided.from());
    assertThat(life.released())
        .extracting(TraceHistory.Released::source, TraceHistory.Released::spans)
        .isEqualTo(
            life.parts().stream()
                .map(part -> org.assertj.core.groups.Tuple.tuple(part.offset(), 1))
                .toList());
    assertThat(life.whole()).isTrue();
    assertThat(life.passed()).isTrue();
    assertThat(history.output()).isEqualTo("told.traces.p.default");
  }

  @Test
  void tellOfATraceThatWasDroppedThatNobodySampledIt() throws Exception {
    TraceHistory.Life life = only(history(DROPPED));
    TraceSummary decided = life.decided().orElseThrow();

    assertThat(decided.kept()).isFalse();
    assertThat(decided.cause()).isEqualTo(TraceSampler.NO_POLICY);
    assertThat(life.parts()).extracting(TraceHistory.Part::late).containsExactly(false, true);
    assertThat(life.released()).isEmpty();
  }

  @Test
  void tellOfATraceThatIsNotDecidedWhenItIsDue() throws Exception {
    TraceHistory.Life life = only(history(UNDECIDED));
    TraceHistory.Part first = life.parts().getFirst();

    assertThat(life.decided()).isEmpty();
    assertThat(first.late()).isFalse();
    assertThat(life.due().orElseThrow())
        .isBetween(first.arrived().plusMillis(500), first.arrived().plusSeconds(30));
  }

  @Test
  void tellOfATraceThatNeverCameHowFarTheyWereSearched() throws Exception {
    TraceHistory history = history(NEVER_SEEN);

    assertThat(history.lives()).isEmpty();
    assertThat(history.searched().summaries()).get().isEqualTo(firstSummary(history));
  }

  @Test
  void areSearchedNoFurtherBackThanAsked() throws Exception {
    TraceHistory history =
        topics.search(high(KEPT), KEPT, Optional.of(Instant.now()), (_, _) -> {}).getFirst();

    assertThat(history.lives()).isEmpty();
    assertThat(history.searched().summaries()).isEmpty();
  }

  @Test
  void sayHowMuchEveryPolicyKeptAndWhatIsNotDecided() throws Exception {
    assertThat(topics.policies())
        .containsExactly(
            new PolicyCounts(
                ComponentId.of("traces"),
                List.of(
                    new PolicyCounts.Row("multiple", true, new Account.Count(100, 101, 10_000, 1)),
                    new PolicyCounts.Row("large", true, Account.Count.ZERO),
                    new PolicyCounts.Row(
                        TraceSampler.NO_POLICY, false, new Account.Count(900, 901, 90_000, 1))),
                0,
                0,
                3));
  }

  @Test
  void sayThatTheSamePoliciesWouldHaveDecidedTheSame() throws Exception {
    Trial trial = trial("10 2 500");

    assertThat(trial.policies())
        .containsExactly(row("multiple", 100, 100), new Trial.Row("large", true, Trial.Sides.ZERO));
    assertThat(trial.kept()).isEqualTo(sides(100, 100));
    assertThat(trial.dropped()).isEqualTo(sides(900, 900));
    assertThat(trial.gained()).isZero();
    assertThat(trial.lost()).isZero();
  }

  @Test
  void sayWhichTracesOtherPoliciesWouldHaveKept() throws Exception {
    Trial trial = trial("25 2 500");

    assertThat(trial.policies())
        .containsExactly(row("multiple", 100, 40), new Trial.Row("large", true, Trial.Sides.ZERO));
    assertThat(trial.dropped()).isEqualTo(sides(900, 960));
    assertThat(trial.gained()).as("25, 75, …").isEqualTo(20);
    assertThat(trial.lost()).as("10, 20, 30, 40, 60, …").isEqualTo(80);
  }

  @Test
  void leaveOutTracesThatOtherPoliciesWouldStillWaitFor() throws Exception {
    Trial trial = trial("10 2 3600000");

    assertThat(trial.kept()).isEqualTo(Trial.Sides.ZERO);
    assertThat(trial.dropped()).isEqualTo(Trial.Sides.ZERO);
    assertThat(trial.leftOut()).isEqualTo(new Trial.LeftOut(1003, 0));
  }

  @Test
  void doNotCompareWhatIsNotSampled() {
    Configs other =
        new Configs()
            .component(Kind.PROCESSOR, "tail_sampling", "10 2 500")
            .pipeline("traces/other", "otlp", "tail_sampling", "sink");
    assertThatThrownBy(
            () -> topics.rehearse(proposal(other), Optional.empty(), begun, Instant.now(), quiet()))
        .isInstanceOf(StartException.class)
        .hasMessageContainingAll("traces/other", "Sampled are: traces.");
  }

  private Trial trial(String options) throws Exception {
    return topics
        .rehearse(
            proposal(sampled(options)),
            Optional.of("traces"),
            begun.minusSeconds(60),
            Instant.now().plus(Duration.ofMinutes(1)),
            quiet())
        .getFirst();
  }

  private static SampledTraces.Progress quiet() {
    return (_, _) -> {};
  }

  private SampledTraces.Proposal proposal(Configs configs) {
    return new SampledTraces.Proposal(configs.build(), parts(), new FakeMetrics());
  }

  private static Trial.Row row(String policy, int before, int after) {
    return new Trial.Row(policy, true, sides(before, after));
  }

  private static Trial.Sides sides(int before, int after) {
    return new Trial.Sides(count(before), count(after));
  }

  private static Account.Count count(int traces) {
    return new Account.Count(traces, traces, traces * 100L, 0);
  }

  private TraceHistory history(int number) throws Exception {
    return topics.search(high(number), number, Optional.empty(), quiet()).getFirst();
  }

  private static long high(int number) {
    return number * 0x9E3779B97F4A7C15L;
  }

  private static TraceHistory.Life only(TraceHistory history) {
    assertThat(history.lives()).hasSize(1);
    return history.lives().getFirst();
  }

  private static Instant firstSummary(TraceHistory history) {
    try (Scan scan = new Scan(KafkaConnection.embedded(broker.bootstrapServers(), "test"))) {
      return Instant.ofEpochMilli(
          scan.next(
                  new org.apache.kafka.common.TopicPartition(
                      "told.trace-summaries.traces", history.partition()),
                  0)
              .orElseThrow()
              .timestamp());
    }
  }

  private static Configs sampled(String options) {
    return new Configs()
        .component(Kind.PROCESSOR, "tail_sampling", options)
        .pipeline("traces", "otlp", "tail_sampling", "sink");
  }

  private Assembled parts() {
    return new Assembled(_ -> sink, _ -> Stage.failing());
  }

  private Pipelines start(Configs configs, Setting.Role role) throws Exception {
    Setting setting =
        new Setting(
            KafkaConnection.embedded(broker.bootstrapServers(), "test").with(broker.log()),
            Configs.kafka(PREFIX),
            0,
            "writer",
            Optional.of("writer"),
            role,
            new FakeMetrics(),
            InstantSource.system(),
            List.of());
    Pipelines pipelines = new Pipelines(setting, parts());
    pipelines.start(configs.build());
    return pipelines;
  }

  private static void offer(Pipelines pipelines, int from, int to) throws Exception {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    pipelines.intake(ComponentId.of("otlp")).offer(Spans.request(from, to), outcome::complete);
    assertThat(outcome.get(10, TimeUnit.SECONDS)).isEqualTo(Outcome.ACCEPTED);
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("still not so").isLessThan(end);
      Thread.sleep(20);
    }
  }
}
