package io.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.config.ConfigurationReader;
import io.tailrace.config.Environment;
import io.tailrace.config.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is warned about before it fails: two parts of a process that would listen at one address.
class PortClashTest {
  private static final String FILE =
      """
      receivers:
        otlp: {protocols: {grpc: {endpoint: "127.0.0.1:19092"}}}
      exporters: {nop: }
      extensions:
        kafka: {%s}
        pprof: {endpoint: "localhost:9"}
        zpages: {endpoint: "localhost:9"}
      service:
        extensions: [pprof, zpages]
        pipelines: {traces: {receivers: [otlp], exporters: [nop]}}
      """;

  @Test
  void isSaidOfTheBrokerInsideThisProcessWhereTheOtherOneIsWritten() {
    assertThat(clashes(""))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.position().orElseThrow().line()).isEqualTo(2);
              assertThat(problem.message())
                  .isEqualTo(
                      "127.0.0.1:19092 is also where extensions::kafka::embedded::endpoint"
                          + " listens");
            });
  }

  @Test
  void isNotSaidOfABrokerThatDoesNotRun() {
    assertThat(clashes("brokers: ['kafka:9092']")).isEmpty();
  }

  private static List<Problem> clashes(String kafka) {
    return new ConfigurationReader(Components.ALL, Environment.of(Map.of()))
        .read(List.of("yaml:" + FILE.formatted(kafka)), List.of()).problems().stream()
            .filter(problem -> problem.message().contains("is also where"))
            .toList();
  }
}
