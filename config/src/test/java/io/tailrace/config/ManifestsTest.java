package io.tailrace.config;

import static io.tailrace.config.Reading.RELAY;
import static io.tailrace.config.Reading.client;
import static io.tailrace.config.Reading.read;
import static io.tailrace.config.Reading.said;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ManifestsTest {
  private static final String COLLECTOR =
      """
      apiVersion: opentelemetry.io/v1beta1
      kind: OpenTelemetryCollector
      metadata:
        name: relay
      spec:
        config:\
      """;
  private static final String CONFIG_MAP =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: relay}
      data:
        other: text
        relay.yaml: |
      """;
  private static final String DEPLOYMENT = "apiVersion: apps/v1\nkind: Deployment\n---\n";

  @Test
  void readsTheConfigurationOfACollectorAsMap() {
    assertThat(client(read(COLLECTOR + "\n" + RELAY.indent(4))).endpoint()).isEqualTo("tempo:4317");
  }

  @Test
  void readsTheConfigurationOfACollectorAsText() {
    assertThat(client(read(COLLECTOR + " |\n" + RELAY.indent(4))).endpoint())
        .isEqualTo("tempo:4317");
  }

  @Test
  void readsTheConfigurationOfAConfigMap() {
    assertThat(client(read(CONFIG_MAP + RELAY.indent(4))).endpoint()).isEqualTo("tempo:4317");
  }

  @Test
  void skipsOtherManifestsOfTheFile() {
    assertThat(client(read(DEPLOYMENT + COLLECTOR + "\n" + RELAY.indent(4))).endpoint())
        .isEqualTo("tempo:4317");
  }

  @Test
  void problemsStandWhereTheyStandInTheManifest() {
    String wrong = RELAY.replace("endpoint:", "endpiont:");

    assertThat(said(read(COLLECTOR + " |\n" + wrong.indent(4))))
        .contains("13:9 error unknown key \"endpiont\"");
    assertThat(said(read(CONFIG_MAP + wrong.indent(4))))
        .contains("13:9 error unknown key \"endpiont\"");
    Problem problem = read(DEPLOYMENT + CONFIG_MAP + wrong.indent(4)).problems().getLast();
    assertThat(problem.position().map(Position::line)).contains(16);
    assertThat(problem.excerpt()).isEqualTo("        endpiont: tempo:4317");
  }

  @Test
  void aManifestWithoutConfigurationIsRefused() {
    assertThat(said(read("apiVersion: v1\nkind: ConfigMap\ndata: {a: b}")))
        .containsExactly("1:1 error this manifest holds no configuration");
  }

  @Test
  void ofSeveralDocumentsTheFirstIsRead() {
    assertThat(said(read(RELAY + "---\nexporters: {}\n")))
        .containsExactly(
            "14:1 warning only the first document of a file is read; this one is ignored");
  }
}
