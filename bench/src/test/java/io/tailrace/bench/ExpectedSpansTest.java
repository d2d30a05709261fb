package io.tailrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.app.replay.IdSet;
import io.tailrace.app.replay.Recording;
import io.tailrace.model.SpanCursor;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

final class ExpectedSpansTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
  private static final int ERROR = 2;
  private static final ExpectedSpans.Rule ERRORS = trace -> trace.worstStatus() == ERROR;

  @Test
  void aFewPercentOfTheRecordingAreKept() throws IOException {
    var expected = expected(new SamplingPolicies(Duration.ofSeconds(10))::keep);

    assertThat(expected.share()).isBetween(0.01, 0.1);
  }

  @Test
  void exactlyTheSpansOfKeptTracesAreAccepted() throws IOException {
    var expected = expected(ERRORS);
    var errors = tracesWithErrors();
    var taken = spans(span -> errors.contains(span.traceIdLow()));

    assertThat(expected.allIn(taken)).isTrue();
    expected.require(taken);
  }

  @Test
  void aTraceThatIsNotWholeIsRefusedAndShown() throws IOException {
    var expected = expected(ERRORS);
    var errors = tracesWithErrors();
    var broken = errors.iterator().next();
    var lost = new LinkedHashSet<Long>();
    var taken =
        spans(
            span ->
                errors.contains(span.traceIdLow())
                    && !(span.traceIdLow() == broken && lost.isEmpty() && lost.add(span.spanId())));

    assertThat(expected.allIn(taken)).isFalse();
    assertThatThrownBy(() -> expected.require(taken))
        .hasMessageContaining("1 are missing of 1 traces, 0 are too many")
        .hasMessageContaining("%016x of".formatted(broken));
  }

  @Test
  void spansTooManyAreRefused() throws IOException {
    var expected = expected(ERRORS);
    var all = spans(_ -> true);

    assertThat(expected.allIn(all)).isTrue();
    assertThatThrownBy(() -> expected.require(all)).hasMessageContaining(" 0 are missing");
  }

  private static ExpectedSpans expected(ExpectedSpans.Rule rule) throws IOException {
    var recording = Recording.bundled(CLOCK, 1);
    var expected = new ExpectedSpans(rule);
    expected.add(recording, recording.spans());
    return expected;
  }

  private static Set<Long> tracesWithErrors() {
    var traces = new LinkedHashSet<Long>();
    spans(span -> span.status() == ERROR && traces.add(span.traceIdLow()));
    return traces;
  }

  private static IdSet spans(Predicate<SpanCursor> chosen) {
    var ids = new IdSet();
    try {
      var recording = Recording.bundled(CLOCK, 1);
      for (int number = 0; number < recording.requests(); number++) {
        var span = new SpanCursor(recording.request(number).otlp());
        while (span.next()) {
          if (chosen.test(span)) {
            ids.addAll(new long[] {span.spanId()});
          }
        }
      }
      return ids;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
