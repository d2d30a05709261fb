package io.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.tailrace.app.replay.Journeys;
import io.tailrace.app.replay.Reply;
import io.tailrace.app.replay.Request;
import io.tailrace.app.replay.Sink;
import io.tailrace.config.ComponentId;
import io.tailrace.config.ConfigurationReader;
import io.tailrace.config.Environment;
import io.tailrace.model.Signal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The commands of somebody who operates a running process, as they print into a pipe.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorCommandsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String CONFIG =
      """
      receivers:
        otlp: {protocols: {grpc: {endpoint: "127.0.0.1:0"}}}
      exporters:
        otlp: {endpoint: "127.0.0.1:%d", tls: {insecure: true}}
      extensions:
        kafka: {embedded: {endpoint: "127.0.0.1:0", ballast: 0}}
      service:
        telemetry: {metrics: {level: none}}
        pipelines:
          traces: {receivers: [otlp], exporters: [otlp]}
      """;

  @TempDir private static Path directory;
  private final AtomicLong poison = new AtomicLong();
  private Sink sink;
  private Gateway gateway;

  private record Said(int exit, String out, String err) {}

  @BeforeAll
  void sendWithOneSpanThatIsRefused() throws Exception {
    sink = Sink.open(new Journeys());
    gateway = new Gateway(Settings.of(Settings.Role.ALL, directory), Clock.systemUTC());
    sink.behave(
        request -> {
          poison.compareAndSet(0, request.ids()[0]);
          return contains(request, poison.get()) ? new Reply.Refuse(400) : Reply.ACCEPT;
        });
    gateway.start(
        new ConfigurationReader(Components.ALL, Environment.of(Map.of()))
            .read(List.of("yaml:" + CONFIG.formatted(sink.grpcPort())), List.of())
            .configuration()
            .orElseThrow());
    String to =
        gateway.listening().getOrDefault(ComponentId.of("otlp"), List.of()).getFirst().address();
    Said said = said("replay", "--recording", "--to", to, "--rate", "2000", "--seconds", "1");
    assertThat(said.exit()).as(said.err()).isZero();
    await(() -> gateway.ledger().contains("\"dead_lettered\":1,") && nothingWaits());
  }

  @AfterAll
  void stop() {
    gateway.close();
    sink.close();
  }

  @Test
  void listsTopicsWithTheirRecords() {
    Said said = asked("topics", "list");
    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.out())
        .startsWith("topic\tpartitions\trecords\n")
        .containsPattern("tailrace.traces.raw\t4\t[1-9]\\d*\n")
        .contains("tailrace.dead-letter\t");
  }

  @Test
  void describesTheSettingsThatDifferFromTheBrokers() {
    Said said = asked("topics", "describe", "tailrace.traces.raw");
    assertThat(said.out())
        .contains("partition 3\t", "message.timestamp.type\tLogAppendTime", "retention.ms\t-1");
  }

  @Test
  void namesTheTopicThatIsNotThere() {
    Said said = asked("topics", "describe", "tailrace.trace.raw");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err()).contains("no topic tailrace.trace.raw", "topics list");
    assertThat(said.err().lines()).hasSize(1);
  }

  @Test
  void showsWhoIsHowFarBehind() {
    assertThat(asked("topics", "lag").out())
        .startsWith("group\ttopic\tpartition\tposition\tlag\n")
        .containsPattern("tailrace.traces.to.otlp\ttailrace.traces.raw\t3\t\\d+\t0\n");
  }

  @Test
  void listsShowsOffersAgainAndRemovesADeadLetter() throws Exception {
    Said listed = asked("dead-letter", "list");
    assertThat(listed.out().lines()).hasSize(2);
    String name = listed.out().lines().toList().get(1).split("\t")[0];
    assertThat(listed.out()).contains("\ttraces\totlp\t1\t", "\tno\t", "INVALID_ARGUMENT");

    Path file = directory.resolve("letter.otlp");
    Said shown = asked("dead-letter", "show", name, "--out", file.toString());
    assertThat(shown.out()).contains("signal    traces", "items     1", "redriven  no");
    ExportTraceServiceRequest request =
        ExportTraceServiceRequest.parseFrom(Files.readAllBytes(file));
    assertThat(request.getResourceSpans(0).getScopeSpans(0).getSpansCount()).isEqualTo(1);

    sink.behave(Reply.always(Reply.ACCEPT));
    assertThat(asked("dead-letter", "redrive", "--exporter", "other").out()).contains("nothing");
    assertThat(asked("dead-letter", "redrive").out()).startsWith("1 item offered again");
    await(() -> sink.taken(Signal.TRACES).contains(poison.get()));
    assertThat(asked("dead-letter", "redrive").out()).contains("nothing to offer");
    assertThat(asked("dead-letter", "list").out()).contains("\tyes\t");

    assertThat(asked("dead-letter", "purge", "--older-than", "1h").out()).startsWith("0 dead");
    assertThat(asked("dead-letter", "list").out().lines()).hasSize(2);
    assertThat(asked("dead-letter", "purge", "--older-than", "0s").out()).startsWith("1 dead");
    assertThat(asked("dead-letter", "list").out().lines()).hasSize(1);
  }

  @Test
  void removesNoDeadLetterWithoutBeingToldHowOldOnesOrInAUnitThatThereIsNot() {
    assertThat(asked("dead-letter", "purge").exit()).isEqualTo(1);
    Said said = asked("dead-letter", "purge", "--older-than", "7w");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err()).contains("7w", "36h or 7d");
  }

  @Test
  void namesTheLetterThatIsNotThere() {
    Said said = asked("dead-letter", "show", "9-9");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err()).contains("9-9", "dead-letter list");
  }

  @Test
  void saysHowToNameABrokerWhereNoneRuns() {
    Said said = said("topics", "list", "--data-dir", directory.resolve("other").toString());
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err()).contains("other", "--data-dir", "--kafka.brokers");
  }

  private boolean nothingWaits() {
    return gateway.ledger().contains("\"in_flight\":0,");
  }

  private static boolean contains(Request request, long id) {
    return LongStream.of(request.ids()).anyMatch(other -> other == id);
  }

  private static Said asked(String... command) {
    String[] all = java.util.Arrays.copyOf(command, command.length + 2);
    all[command.length] = "--data-dir";
    all[command.length + 1] = directory.toString();
    return said(all);
  }

  private static Said said(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit = Main.execute(args, new PrintWriter(out, true), new PrintWriter(err, true));
    return new Said(exit, out.toString(), err.toString());
  }

  private static void await(BooleanSupplier wanted) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!wanted.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited for %s", PATIENCE).isLessThan(end);
      Thread.sleep(20);
    }
  }
}
