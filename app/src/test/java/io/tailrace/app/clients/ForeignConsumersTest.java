package io.tailrace.app.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tailrace.app.demo.ChildProcess;
import io.tailrace.app.replay.Journeys;
import io.tailrace.app.replay.Sink;
import io.tailrace.broker.RunningBroker;
import io.tailrace.model.Signal;
import io.tailrace.testkit.ForeignProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The programs below `examples/consumers` read what stands in our topics. Those whose tools are
/// not to be had are skipped, and so is the Collector unless `-Dtailrace.peer` or the variable
/// `TAILRACE_PEER` names its binary.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignConsumersTest {
  private static final Path ROOT = Path.of(System.getProperty("tailrace.root"));
  private static final Path EXAMPLES = ROOT.resolve("examples/consumers");
  private static final Path INSTALLED = ROOT.resolve("app/target/consumers");
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";
  private static final String TOPIC = "tailrace.traces.raw";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path directory;
  private Station station;

  @BeforeAll
  void sendASpan() throws Exception {
    station = Station.start(directory.resolve("data"));
    String endpoint = "http://" + station.address("grpc");
    try (JavaClient client = new JavaClient("grpc", endpoint, "gzip", TRACE, SPAN)) {
      client.send();
    }
    station.span("shop-" + TRACE);
  }

  @AfterAll
  void stop() throws Exception {
    // Foreign groups are not in the ledger.
    station.awaitSettled();
    station.close();
  }

  @Test
  void aPlainConsumerInJava() throws Exception {
    readsTheSpan(
        "java",
        ForeignProgram.java(
            EXAMPLES.resolve("java"), INSTALLED.resolve("java"), "ReadTraces.java"));
  }

  @Test
  void aConsumerInPython() throws Exception {
    readsTheSpan(
        "python",
        ForeignProgram.python(
            EXAMPLES.resolve("python"), INSTALLED.resolve("python"), "read_traces.py"));
  }

  @Test
  void theKafkaReceiverOfACollector() throws Exception {
    Optional<String> peer =
        Optional.ofNullable(System.getProperty("tailrace.peer"))
            .or(() -> Optional.ofNullable(System.getenv("TAILRACE_PEER")));
    if (peer.isEmpty()) {
      System.out.println("SKIPPED: no Collector, name one with TAILRACE_PEER");
    }
    assumeTrue(peer.isPresent(), "no Collector, name one with TAILRACE_PEER");
    Path log = directory.resolve("collector.log");
    try (Sink behind = Sink.open(new Journeys());
        ChildProcess _ =
            ChildProcess.start(
                List.of(
                    peer.orElseThrow(),
                    "--config",
                    EXAMPLES.resolve("collector/collector.yaml").toString()),
                Map.of("KAFKA", bootstrap(), "BACKEND", "127.0.0.1:" + behind.grpcPort()),
                log)) {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (!behind.taken(Signal.TRACES).contains(HexFormat.fromHexDigitsToLong(SPAN))) {
        assertThat(System.nanoTime()).as(Files.readString(log)).isLessThan(end);
        Thread.sleep(50);
      }
    }
  }

  private void readsTheSpan(String group, ForeignProgram program) throws Exception {
    String printed = program.run(Map.of(), bootstrap(), TOPIC, group, "1");
    assertThat(printed.lines()).contains(TRACE + " " + SPAN + " shop-" + TRACE + " order");
  }

  private static String bootstrap() throws Exception {
    return RunningBroker.find(directory.resolve("data")).orElseThrow().bootstrap();
  }
}
