package io.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  private static final String GOOD =
      """
      receivers:
        otlp: {protocols: {grpc: {endpoint: "localhost:0"}}}
      exporters:
        nop:
        otlp/b:
          endpoint: backend:4317
          headers: {authorization: "Bearer very-secret"}
      service:
        telemetry: {metrics: {level: none}}
        pipelines:
          traces: {receivers: [otlp], exporters: [nop]}
          logs: {receivers: [otlp], exporters: [otlp/b]}
      """;

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void acceptsAGoodConfiguration() throws IOException {
    assertThat(run("validate", "--config", file("good.yaml", GOOD))).isZero();
  }

  @Test
  void exitsWith78AndACaretForABadOne() throws IOException {
    String bad = GOOD.replace("exporters: [nop]", "exporters: [npo]");
    assertThat(run("validate", "--config", file("bad.yaml", bad))).isEqualTo(78);
    assertThat(out.toString()).contains("bad.yaml:11:", "^^^", "nop");
  }

  @Test
  void saysProblemsAsJson() throws IOException {
    String bad = GOOD.replace("exporters: [nop]", "exporters: [npo]");
    assertThat(run("validate", "--format", "json", "--config", file("bad.yaml", bad)))
        .isEqualTo(78);
    assertThat(out.toString()).startsWith("[").contains("\"severity\": \"error\"", "\"line\": 11");
  }

  @Test
  void refusesToRunABadConfigurationAlsoWithoutACommand() throws IOException {
    String bad = GOOD.replace("nop:", "nope:");
    assertThat(run("--config", file("bad.yaml", bad))).isEqualTo(78);
    assertThat(err.toString()).contains("nope", "^");
  }

  @ParameterizedTest
  @ValueSource(strings = {"topics list", "topics lag", "dead-letter list", "dead-letter redrive"})
  void everyCommandThatReadsABadConfigurationSaysSoAsRunDoes(String command) throws IOException {
    String file = file("bad.yaml", GOOD.replace("nop:", "nope:"));
    String[] args = (command + " --config " + file).split(" ", -1);

    assertThat(run(args)).isEqualTo(78);
    assertThat(err.toString()).contains("bad.yaml:4:", "nope", "^");
  }

  @Test
  void printsTheConfigurationWithoutSecrets() throws IOException {
    assertThat(run("print-config", "--config", file("good.yaml", GOOD))).isZero();
    assertThat(out.toString())
        .contains("authorization: \"[REDACTED]\"", "endpoint: backend:4317")
        .doesNotContain("very-secret");
  }

  @Test
  void printsSecretsWhenAskedTo() throws IOException {
    assertThat(run("print-config", "--mode", "unredacted", "--config", file("good.yaml", GOOD)))
        .isZero();
    assertThat(out.toString()).contains("Bearer very-secret");
  }

  @Test
  void saysWhatAReloadWouldDo() throws IOException {
    String other =
        GOOD.replace("traces: {receivers: [otlp], exporters: [nop]}", "")
            .replace("localhost:0", "localhost:1");
    assertThat(run("diff", file("a.yaml", GOOD), file("b.yaml", other))).isZero();
    assertThat(out.toString())
        .contains("restart   receivers::otlp", "orphan    exporters::nop of traces")
        .doesNotContain("otlp/b");
  }

  @Test
  void saysWhichPipelinesAReloadWouldPublish() throws IOException {
    String publishing = GOOD + "\nextensions: {kafka: {topics: {publish: [traces]}}}\n";
    assertThat(run("diff", file("a.yaml", GOOD), file("b.yaml", publishing))).isZero();
    assertThat(out.toString().lines()).containsExactly("start     topics::publish of traces");
    assertThat(run("diff", file("b.yaml", publishing), file("a.yaml", GOOD))).isZero();
    assertThat(out.toString())
        .contains("orphan    topics::publish of traces: refused while it has a backlog");
  }

  @Test
  void saysThatCommentsOrderAndWrittenDefaultsChangeNothing() throws IOException {
    String one =
        GOOD.replace(
                "exporters:\n",
                """
                processors:
                  resource:
                    attributes:
                      - {key: team, action: insert, value: {names: [a, 1], lead: b}}
                exporters:
                """)
            .replace("exporters: [nop]", "processors: [resource], exporters: [nop]");
    String same =
        "# the same\n"
            + one.replace("names: [a, 1], lead: b", "lead: b, names: [a, 1]")
                .replace("endpoint: backend:4317", "timeout: 5s\n    endpoint: backend:4317");
    assertThat(run("diff", file("a.yaml", one), file("b.yaml", same))).isZero();
    assertThat(out.toString()).isEqualTo("Nothing would change.\n");
    out.getBuffer().setLength(0);
    assertThat(run("diff", file("a.yaml", one), file("b.yaml", same.replace("lead: b", "lead: c"))))
        .isZero();
    assertThat(out.toString()).isEqualTo("restart   exporters::nop of traces\n");
  }

  @Test
  void listsComponents() {
    assertThat(run("components")).isZero();
    assertThat(out.toString()).contains("receivers:", "- name: otlp", "aliases: [otlp]");
  }

  @Test
  void listsTheFeatureGatesThatHaveAnEffect() {
    assertThat(run("featuregate")).isZero();
    assertThat(out.toString())
        .startsWith("ID\tEnabled\tStage\tDescription\nconfmap.enableMergeAppendOption\tfalse\t");
    assertThat(run("featuregate", "service.partialReload")).isEqualTo(1);
    assertThat(err.toString()).contains("service.partialReload has no effect here");
  }

  @Test
  void suggestsTheFlagThatWasMeant() {
    assertThat(run("run", "--confg", "x")).isEqualTo(1);
    assertThat(err.toString()).contains("--config");
  }

  @Test
  void takesKeysOfKafkaAsFlags() throws IOException {
    assertThat(
            run(
                "print-config",
                "--config",
                file("good.yaml", GOOD),
                "--kafka.brokers=a:1,b:2",
                "--kafka.topics.prefix",
                "x."))
        .isZero();
    assertThat(out.toString()).contains("[a:1, b:2]", "prefix: x.");
  }

  @Test
  void namesThePortThatIsInUseAndEndsWhatHadStarted() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      String config = GOOD.replace("localhost:0", "localhost:" + taken.getLocalPort());
      int exit =
          run(
              "run",
              "--config",
              file("good.yaml", config),
              "--data-dir",
              directory.resolve("data").toString(),
              "--kafka.embedded.endpoint=127.0.0.1:0");
      assertThat(exit).isEqualTo(1);
      assertThat(err.toString()).contains(Integer.toString(taken.getLocalPort()), "otlp");
    }
  }

  @Test
  void namesADirectoryThatCannotBeWritten() throws IOException {
    String blocked = file("blocked", "a file where a directory should be");
    int exit = run("run", "--config", file("good.yaml", GOOD), "--data-dir", blocked);
    assertThat(exit).isEqualTo(1);
    assertThat(err.toString()).contains(blocked, "--data-dir");
  }

  private int run(String... args) {
    return Main.execute(args, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }
}
