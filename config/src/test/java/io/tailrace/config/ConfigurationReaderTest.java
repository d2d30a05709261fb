package io.tailrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationReaderTest {
  @Test
  void readsARelay() {
    Loaded loaded =
        read(
            """
            receivers: {otlp: {protocols: {grpc: , http: }}}
            exporters: {otlp_grpc: {endpoint: 'tempo:4317'}}
            service: {pipelines: {traces: {receivers: [otlp], exporters: [otlp_grpc]}}}
            """);

    assertThat(loaded.problems()).isEmpty();
    Configuration configuration = loaded.configuration().orElseThrow();
    assertThat(configuration.pipelines()).containsOnlyKeys(ComponentId.of("traces"));
    assertThat(configuration.components().get(Kind.EXPORTER).get(ComponentId.of("otlp_grpc")))
        .extracting(Configuration.Configured::options)
        .isInstanceOfSatisfying(
            TestCatalog.Client.class,
            client -> assertThat(client.endpoint()).isEqualTo("tempo:4317"));
  }

  private static Loaded read(String yaml) {
    return new ConfigurationReader(new TestCatalog(), Environment.of(Map.of()))
        .read(List.of("yaml:" + yaml), List.of());
  }
}
