package io.tailrace.config;

import static io.tailrace.config.Reading.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Whoever decides about whole traces needs all of them from one place.
final class SamplingWiringTest {
  private static final String PARTS =
      """
      receivers: {otlp: {protocols: {grpc: }}}
      processors: {tail_sampling: , tail_sampling/2: , batch: }
      exporters: {debug: }
      connectors: {forward: , forward/b: }
      service:
        pipelines:
      """;

  private static List<String> said(String pipelines) {
    return read(PARTS + pipelines.indent(4)).problems().stream()
        .filter(problem -> problem.severity() == Problem.Severity.ERROR)
        .map(Problem::message)
        .toList();
  }

  @Test
  void aPipelineSamplesOnce() {
    assertThat(
            said(
                """
                traces:
                  receivers: [otlp]
                  processors: [tail_sampling, batch, tail_sampling/2]
                  exporters: [debug]
                """))
        .containsExactly(
            "several processors of the pipeline decide about whole traces: \"tail_sampling\","
                + " \"tail_sampling/2\"");
  }

  @Test
  void aPipelineMaySampleBehindOneThatDoes() {
    assertThat(
            said(
                """
                traces/a: {receivers: [otlp], processors: [tail_sampling], exporters: [forward]}
                traces/b: {receivers: [forward], processors: [tail_sampling/2], exporters: [debug]}
                """))
        .isEmpty();
  }

  @Test
  void aPipelineMaySampleWhereUnsampledOnesMeet() {
    assertThat(
            said(
                """
                traces/a: {receivers: [otlp], processors: [batch], exporters: [forward]}
                traces/b:
                  receivers: [forward, otlp]
                  processors: [tail_sampling/2]
                  exporters: [debug]
                """))
        .isEmpty();
  }

  @Test
  void aPipelineDoesNotSampleWhatIsSampledInPart() {
    assertThat(
            said(
                """
                traces/a: {receivers: [otlp], processors: [tail_sampling], exporters: [forward]}
                traces/b:
                  receivers: [forward, otlp]
                  processors: [tail_sampling/2]
                  exporters: [debug]
                """))
        .containsExactly(
            "traces come to the processor \"tail_sampling/2\" from several places: receivers and"
                + " the pipeline \"traces/a\", which samples");
  }
}
