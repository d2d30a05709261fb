package io.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.config.ConfigurationReader;
import io.tailrace.config.Environment;
import io.tailrace.config.Loaded;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartLinesTest {
  private static final String BUSY =
      """
      receivers:
        otlp: {protocols: {grpc: {endpoint: "127.0.0.1:0", read_buffer_size: 1}}}
      processors:
        batch: {metadata_keys: [tenant]}
        batch/unused:
        memory_limiter/unused: {check_interval: 1s, limit_mib: 1}
      exporters:
        otlp: {endpoint: "127.0.0.1:1", sending_queue: {queue_size: 1}}
        logging:
        nop/a:
        nop/b:
        nop/c:
      extensions:
        kafka: {topics: {publish: [traces]}}
        file_storage:
        health_check: {endpoint: "127.0.0.1:0"}
      service:
        extensions: [file_storage, health_check]
        telemetry: {metrics: {address: "127.0.0.1:0"}, logs: {disable_caller: true}}
        pipelines:
          traces: {receivers: [otlp], processors: [batch], exporters: [otlp]}
          traces/2: {receivers: [otlp], exporters: [otlp]}
          traces/3: {receivers: [otlp], exporters: [otlp]}
          metrics: {receivers: [otlp], exporters: [otlp]}
          metrics/2: {receivers: [otlp], exporters: [otlp]}
          logs: {receivers: [otlp], exporters: [otlp]}
          logs/2: {receivers: [otlp], exporters: [otlp]}
      """;

  @TempDir private Path directory;

  @Test
  void aStartSaysNoMoreThanFifteenLinesHoweverMuchThereIsToSay() throws Exception {
    Loaded loaded =
        new ConfigurationReader(Components.ALL, Environment.of(Map.of()))
            .read(List.of("yaml:" + BUSY), List.of());
    Settings settings = Settings.of(Settings.Role.AGENT, directory);
    try (Gateway gateway = new Gateway(settings, Clock.systemUTC())) {
      gateway.start(loaded.configuration().orElseThrow());
      List<String> lines =
          new StartLines(
                  gateway,
                  loaded.configuration().orElseThrow(),
                  loaded.problems(),
                  List.of("+service.profilesSupport"))
              .lines();
      assertThat(lines).hasSize(15);
      assertThat(lines)
          .anyMatch(line -> line.matches(" +listening +otlp/grpc 127.+, health_check 127.+:\\d+"))
          .anyMatch(line -> line.endsWith("otlp > batch > otlp, publish"))
          .anyMatch(line -> line.contains("and 3 more pipelines"))
          .anyMatch(line -> line.contains("more warnings"))
          .anyMatch(line -> line.contains("gates have no effect here: +service.profilesSupport"));
      assertThat(lines.stream().filter(line -> line.contains("no effect here: receivers::")))
          .singleElement()
          .asString()
          .contains("receivers::otlp::protocols::grpc::read_buffer_size", "::queue_size")
          .contains("extensions::file_storage")
          .doesNotContain("exporters::logging");
      assertThat(lines.stream().filter(line -> line.contains("old names, which work: ")))
          .singleElement()
          .asString()
          .contains("exporters::otlp", "exporters::logging", "metrics::address")
          .doesNotContain("read_buffer_size");
    }
  }
}
