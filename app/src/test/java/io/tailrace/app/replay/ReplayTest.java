package io.tailrace.app.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.model.Signal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class ReplayTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @Test
  void theRecordingIsWhatItsReadmeSays() throws IOException {
    var recording = Recording.bundled(CLOCK, 1);

    assertThat(recording.spans()).isEqualTo(25_022);
  }

  @Test
  void aRequestHoldsSpansOfOneResourceInTheOrderInWhichTheyEnded() throws IOException {
    var recording = Recording.bundled(CLOCK, 1);

    for (int i = 0; i < recording.requests(); i++) {
      var request = ExportTraceServiceRequest.parseFrom(recording.request(i).otlp());
      var spans = spans(request);
      assertThat(request.getResourceSpansCount()).isEqualTo(1);
      assertThat(spans).hasSizeBetween(1, Recording.SDK_BATCH);
      assertThat(spans)
          .isSortedAccordingTo(
              (a, b) -> Long.compare(a.getEndTimeUnixNano(), b.getEndTimeUnixNano()));
    }
  }

  @Test
  void aRefusalIsSaidInOneLine() throws Exception {
    try (var sender = Sender.grpc("127.0.0.1:1", TIMEOUT)) {
      var answer = sender.send(Recording.bundled(CLOCK, 1).request(0));

      assertThat(answer.verdict()).isEqualTo(Answer.Verdict.RETRY);
      assertThat(answer.detail()).startsWith("UNAVAILABLE: ").contains("Connection refused");
      assertThat(answer.detail().lines()).hasSize(1);
    }
  }

  @Test
  void aLogRecordWithoutATimeIsKnownByWhenItWasObserved() {
    var request = ExportLogsServiceRequest.newBuilder();
    request
        .addResourceLogsBuilder()
        .addScopeLogsBuilder()
        .addLogRecords(LogRecord.newBuilder().setObservedTimeUnixNano(7));

    assertThat(Request.of(Signal.LOGS, request.build().toByteArray()).ids()).containsExactly(7);
  }

  @Test
  void aTraceKeepsItsShapeInEveryRound() throws IOException {
    var recording = Recording.bundled(CLOCK, 1);
    long round = recording.requests();

    var first = ExportTraceServiceRequest.parseFrom(recording.request(0).otlp());
    var second = ExportTraceServiceRequest.parseFrom(recording.request(round).otlp());

    for (int i = 0; i < spans(first).size(); i++) {
      var before = spans(first).get(i);
      var after = spans(second).get(i);
      assertThat(after.getName()).isEqualTo(before.getName());
      assertThat(after.getTraceId()).isNotEqualTo(before.getTraceId());
      assertThat(low(after) ^ low(before)).isEqualTo(id(after) ^ id(before));
    }
  }

  @Test
  void noSpanIdOccursTwiceInManyRoundsAndSeeds() throws IOException {
    var ids = new IdSet();
    for (long seed = 0; seed < 4; seed++) {
      var recording = Recording.bundled(CLOCK, seed);
      for (int i = 0; i < 5 * recording.requests(); i++) {
        ids.addAll(recording.request(i).ids());
      }
    }

    assertThat(ids.duplicates()).isZero();
    assertThat(ids.size()).isEqualTo(4 * 5 * 25_022);
  }

  @Test
  void theLastSpanOfARoundEndsNow() throws IOException {
    var recording = Recording.bundled(CLOCK, 1);
    long latest = 0;
    for (int i = 0; i < recording.requests(); i++) {
      for (var span : spans(ExportTraceServiceRequest.parseFrom(recording.request(i).otlp()))) {
        latest = Math.max(latest, span.getEndTimeUnixNano());
      }
    }

    assertThat(Instant.ofEpochSecond(0, latest)).isEqualTo(NOW);
  }

  @Test
  void aFileThatIsNoRecordingIsRefusedByName(@TempDir Path dir) throws IOException {
    var file = Files.writeString(dir.resolve("notes.txt"), "these are no traces at all");

    assertThatThrownBy(() -> Recording.load(file, 512, CLOCK, 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("recording");
  }

  @ParameterizedTest
  @EnumSource(Signal.class)
  void identitiesOfASignalAreReadBackAsTheyWereWritten(Signal signal) throws IOException {
    for (int i = 0; i < 20; i++) {
      var request = workload(signal).request(i);

      assertThat(Request.of(signal, request.otlp()).ids()).isEqualTo(request.ids());
      assertThat(Arrays.stream(request.ids()).distinct().count()).isEqualTo(request.items());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsAcknowledgedIsInTheSink(boolean http) throws Exception {
    for (var signal : Signal.values()) {
      var journeys = new Journeys();
      try (var sink = Sink.open(journeys)) {
        var generator = new LoadGenerator(workload(signal), () -> to(sink, http), journeys);

        generator.run(LoadPlan.items(5_000, 3));

        var acknowledged = generator.tally().acknowledged();
        assertThat(acknowledged.size()).isBetween(5_000L, 7_000L);
        assertThat(Verdict.of(acknowledged, sink.taken(signal)))
            .isEqualTo(new Verdict(acknowledged.size(), acknowledged.size(), 0, 0));
        assertThat(journeys.micros().getTotalCount()).isPositive();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPersistentClientSendsAgainUntilItIsAcknowledged(boolean http) throws Exception {
    try (var sink = Sink.open(new Journeys())) {
      sink.behave(Reply.sometimes(50, 503));
      var generator =
          new LoadGenerator(workload(Signal.TRACES), () -> to(sink, http), new Journeys());

      generator.run(LoadPlan.items(5_000, 4));

      assertThat(generator.tally().refusals()).isPositive();
      assertThat(generator.tally().givenUp()).isZero();
      assertThat(Verdict.of(generator.tally().acknowledged(), sink.taken(Signal.TRACES)).kept())
          .isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsRefusedForGoodIsGivenUp(boolean http) throws Exception {
    try (var sink = Sink.open(new Journeys())) {
      sink.behave(Reply.always(new Reply.Refuse(400)));
      var generator =
          new LoadGenerator(workload(Signal.LOGS), () -> to(sink, http), new Journeys());

      generator.run(LoadPlan.items(1_000, 1));

      assertThat(generator.tally().acknowledged().size()).isZero();
      assertThat(generator.tally().givenUp()).isEqualTo(1_000);
      assertThat(sink.refusals()).isEqualTo(10);
    }
  }

  @Test
  void aFixedRateCountsTheTimeFromTheMomentAtWhichARequestWasDue() throws Exception {
    try (var sink = Sink.open(new Journeys())) {
      sink.behave(Reply.always(new Reply.Accept(Duration.ofMillis(50))));
      var generator =
          new LoadGenerator(workload(Signal.LOGS), () -> to(sink, false), new Journeys());

      generator.run(new LoadPlan(2_000, TIMEOUT, 10_000, 1, true));

      assertThat(generator.tally().micros().getValueAtPercentile(100))
          .as("twenty requests are due in 0.2 s, one client needs 1 s")
          .isGreaterThan(600_000);
    }
  }

  @RepeatedTest(5)
  void whatIsSentDependsOnThePlanAloneAndNotOnWhoComesFirst() throws Exception {
    var recording = Recording.bundled(CLOCK, 1);
    var generator = new LoadGenerator(recording, ReplayTest::acknowledging, new Journeys());
    generator.run(LoadPlan.items(5_000, 8));
    generator.run(LoadPlan.items(5_000, 8));

    var first = new IdSet();
    for (int number = 0; first.size() < generator.tally().acknowledged().size(); number++) {
      first.addAll(recording.request(number).ids());
    }
    assertThat(generator.tally().acknowledged().size()).isGreaterThanOrEqualTo(10_000);
    assertThat(generator.tally().acknowledged().missingFrom(first)).isZero();
  }

  private static Sender acknowledging() {
    return new Sender() {
      @Override
      public Answer send(Request request) {
        return Answer.ACKNOWLEDGED;
      }

      @Override
      public void close() {}
    };
  }

  @Test
  void aSetTellsWhatIsMissingAndWhatCameTwice() {
    var sent = new IdSet();
    var taken = new IdSet();
    sent.addAll(LongStream.range(0, 200_000).toArray());
    taken.addAll(LongStream.range(3, 200_010).toArray());
    taken.addAll(new long[] {7, 8});

    assertThat(Verdict.of(sent, taken)).isEqualTo(new Verdict(200_000, 200_007, 3, 2));
    assertThat(Verdict.of(sent, taken))
        .hasToString("acknowledged 200,000 · exported 200,007 · missing 3 · duplicated 2");
    assertThat(sent.contains(0)).isTrue();
    assertThat(taken.contains(0)).isFalse();
  }

  @Test
  void theCommandPrintsWhatWasAcknowledgedAndHowLongItTook() throws Exception {
    try (var sink = Sink.open(new Journeys())) {
      var out = new StringWriter();
      int exit =
          new CommandLine(new ReplayCommand())
              .setCaseInsensitiveEnumValuesAllowed(true)
              .setOut(new PrintWriter(out))
              .execute(
                  "--recording",
                  "--to",
                  "127.0.0.1:" + sink.grpcPort(),
                  "--rate",
                  "5000",
                  "--seconds",
                  "0.5");

      assertThat(exit).isZero();
      assertThat(out.toString())
          .contains("acknowledged %,d spans".formatted(sink.taken(Signal.TRACES).size()))
          .contains("refused      0 requests")
          .containsPattern("latency      p50 [0-9.]+ ms · p90 [0-9.]+ ms · p99 [0-9.]+ ms · max");
    }
  }

  private static Workload workload(Signal signal) throws IOException {
    return switch (signal) {
      case TRACES -> Recording.bundled(CLOCK, 1);
      case LOGS -> Synthetic.logs(100, CLOCK);
      case METRICS -> Synthetic.metrics(100, CLOCK);
    };
  }

  private static Sender to(Sink sink, boolean http) {
    return http
        ? Sender.http("127.0.0.1:" + sink.httpPort(), TIMEOUT)
        : Sender.grpc("127.0.0.1:" + sink.grpcPort(), TIMEOUT);
  }

  private static List<Span> spans(ExportTraceServiceRequest request) {
    return request.getResourceSpans(0).getScopeSpansList().stream()
        .flatMap(scope -> scope.getSpansList().stream())
        .toList();
  }

  private static long id(Span span) {
    return span.getSpanId().asReadOnlyByteBuffer().getLong();
  }

  private static long low(Span span) {
    return span.getTraceId().asReadOnlyByteBuffer().getLong(Long.BYTES);
  }
}
