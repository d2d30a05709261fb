package io.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.tailrace.config.ComponentId;
import io.tailrace.config.ConfigurationReader;
import io.tailrace.config.Environment;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The commands that ask a running process about its sampled traces, as they print into a pipe.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SampledCommandsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String FAILED = "0af7651916cd43dd8448eb211c80319c";
  private static final String SLOW = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String BORING = "5b8efff798038103d269b633813fc60c";
  private static final String UNKNOWN = "463ac35c9f6413ad48485a3953bb6124";
  private static final String CONFIG =
      """
      receivers:
        otlp: {protocols: {grpc: {endpoint: "127.0.0.1:0"}}}
      processors:
        tail_sampling:
          decision_wait: 1s
          policies: [%s]
      exporters:
        nop:
      extensions:
        kafka: {embedded: {endpoint: "127.0.0.1:0", ballast: 0}}
      service:
        telemetry: {metrics: {level: none}}
        pipelines:
          traces: {receivers: [otlp], processors: [tail_sampling], exporters: [nop]}
      """;
  private static final String ERRORS =
      "{name: errors, type: status_code, status_code: {status_codes: [ERROR]}}";
  private static final String LONG = "{name: slow, type: latency, latency: {threshold_ms: 2000}}";
  private static final String BUDGET =
      "{name: few, type: and, and: {and_sub_policy: [{name: rate, type: rate_limiting,"
          + " rate_limiting: {spans_per_second: 1000}}]}}";
  private static final Pattern DECIDED =
      Pattern.compile("\"samplings\":\\[\\s*\\{[^}]*\"received\":4,\"in_flight\":0,");

  @TempDir private static Path directory;
  private Gateway gateway;

  private record Said(int exit, String out, String err) {}

  @BeforeAll
  void sampleThreeTraces() throws Exception {
    gateway = new Gateway(Settings.of(Settings.Role.ALL, directory), Clock.systemUTC());
    gateway.start(
        new ConfigurationReader(Components.ALL, Environment.of(Map.of()))
            .read(List.of("yaml:" + CONFIG.formatted(ERRORS + ", " + LONG)), List.of())
            .configuration()
            .orElseThrow());
    send("payment", span(FAILED, 100).setStatus(Status.newBuilder().setCodeValue(2)));
    send("frontend", span(FAILED, 120).setParentSpanId(ByteString.copyFrom(new byte[8])));
    send("frontend", span(SLOW, 2500));
    send("frontend", span(BORING, 10));
    await(() -> DECIDED.matcher(gateway.ledger()).find());
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  @Test
  void explainsWhoKeptATraceWhenItsPartsCameAndWhereItWent() {
    Said said = asked("explain", FAILED);
    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.out())
        .startsWith("trace " + FAILED + "\n")
        .contains(
            "pipeline traces: kept by errors\n",
            "to tailrace.traces.p.default, partition",
            "(2 spans)\n",
            "errors\tsample\tand decided\n",
            "slow\tdo not sample\t\n")
        .containsPattern("\\d+Z\t0.0 s\t\\d+\totlp\t1\tpayment\t\n")
        .containsPattern("\\d+Z\t\\d+.\\d s\t\\d+\totlp\t1\tfrontend\t");
  }

  @Test
  void explainsThatNoPolicySampledATrace() {
    assertThat(asked("explain", BORING).out())
        .contains("pipeline traces: dropped: no policy sampled it\n", "went      nowhere")
        .contains("root      GET / (frontend)\n", "duration  10.00 ms from ");
  }

  @Test
  void explainsATraceToPrograms() {
    assertThat(asked("explain", SLOW, "--json").out())
        .startsWith("{\"trace_id\":\"" + SLOW + "\",\"pipelines\":[{\"pipeline\":\"traces\",")
        .contains(
            "\"kept\":true,\"cause\":\"slow\",\"votes\":[{\"policy\":\"errors\",\"vote\":\"not_sampled\"}",
            "\"spans\":1,\"errors\":0,",
            "\"receiver\":\"otlp\",\"spans\":1,\"services\":[\"frontend\"],\"late\":false}");
  }

  @Test
  void saysWhatWasSearchedForATraceThatNeverCame() {
    Said said = asked("explain", UNKNOWN);
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.out())
        .contains("pipeline traces: not found\n", "spans without one (there are none)");
  }

  @Test
  void refusesWhatIsNoTraceId() {
    Said said = asked("explain", "4bf92f3577b34da6");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err()).contains("'4bf92f3577b34da6' is no trace id", "32 hexadecimal digits");
  }

  @Test
  void showsWhatEachPolicyKept() {
    Said said = asked("policies");
    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.out())
        .startsWith("pipeline\tpolicy\toutcome\ttraces\tspans\tbytes\tshare\tlate\n")
        .containsPattern("traces\terrors\tkept\t1\t2\t\\d+\t33.33%\t[01]\n")
        .containsPattern("traces\tslow\tkept\t1\t1\t\\d+\t33.33%\t0\n")
        .containsPattern("traces\t_none\tdropped\t1\t1\t\\d+\t33.33%\t0\n")
        .contains("traces\t-\tundecided\t0\t0\t-\t-\t-\n");
  }

  @Test
  void showsThePoliciesAgainAndAgainWithWhatIsDecidedInASecond() {
    Said said = asked("policies", "--watch", "1s", "--times", "2");
    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.out().lines().filter(line -> line.startsWith("pipeline\t")))
        .hasSize(2)
        .allMatch(line -> line.endsWith("\ttraces/s\tspans/s\tbytes/s"));
    assertThat(said.out())
        .containsPattern("traces\tslow\tkept\t1\t1\t\\d+\t33.33%\t0\t0.0\t0.0\t0\n");
    assertThat(asked("policies", "--watch", "1s", "--times", "1", "--json").out())
        .contains("\"policy\":\"slow\",\"kept\":true,\"traces\":1,", "\"spans_per_second\":0.0");
  }

  @Test
  void triesOtherPoliciesAndMarksEstimates() throws Exception {
    Said said = asked("policies", "try", "--since", "1h", "--config", file(ERRORS + ", " + BUDGET));
    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.out())
        .startsWith("pipeline traces, traces first seen since ")
        .containsPattern("\nerrors\t1\t1\t[12]\t[12]\t")
        .containsPattern("\n~few\t0\t2\t0\t2\t0\t\\d+\n")
        .containsPattern("\nslow\t1\t0\t1\t0\t\\d+\t0\n")
        .containsPattern("\n~all dropped\t1\t0\t1\t0\t")
        .contains("change sides: 1 dropped traces would be kept, 0 kept ones dropped\n")
        .contains("left out: 0 traces still inside their wait, 0 that")
        .contains("~ an estimate");
  }

  @Test
  void triesOtherPoliciesForPrograms() throws Exception {
    assertThat(asked("policies", "try", "--json", "--config", file(ERRORS)).out())
        .contains(
            "{\"policy\":\"slow\",\"planned\":false,\"estimate\":false,\"was\":{\"traces\":1,",
            "\"would_be_kept_instead_of_dropped\":0,\"would_be_dropped_instead_of_kept\":1,");
  }

  @Test
  void triesNoFileWithoutSampling() {
    Said said = asked("policies", "try");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err()).contains("samples no traces", "--config");
  }

  private static String file(String policies) throws Exception {
    return Files.writeString(
            Files.createTempFile(directory, "new", ".yaml"), CONFIG.formatted(policies))
        .toString();
  }

  private static Span.Builder span(String trace, int millis) {
    long start = 1_000_000_000L * 1_790_000_000L;
    return Span.newBuilder()
        .setName("GET /")
        .setTraceId(ByteString.copyFrom(HexFormat.of().parseHex(trace)))
        .setSpanId(ByteString.copyFromUtf8("span%04d".formatted(millis)))
        .setStartTimeUnixNano(start)
        .setEndTimeUnixNano(start + millis * 1_000_000L);
  }

  private void send(String service, Span.Builder span) throws InterruptedException {
    String address = gateway.listening().get(ComponentId.of("otlp")).getFirst().address();
    ManagedChannel channel = NettyChannelBuilder.forTarget(address).usePlaintext().build();
    try {
      ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
      AnyValue name = AnyValue.newBuilder().setStringValue(service).build();
      request
          .addResourceSpansBuilder()
          .setResource(
              Resource.newBuilder()
                  .addAttributes(KeyValue.newBuilder().setKey("service.name").setValue(name)))
          .addScopeSpansBuilder()
          .addSpans(span);
      var _ =
          TraceServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(PATIENCE)
              .export(request.build());
    } finally {
      channel.shutdownNow();
    }
  }

  private static Said asked(String... command) {
    String[] all = java.util.Arrays.copyOf(command, command.length + 2);
    all[command.length] = "--data-dir";
    all[command.length + 1] = directory.toString();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit = Main.execute(all, new PrintWriter(out, true), new PrintWriter(err, true));
    return new Said(exit, out.toString(), err.toString());
  }

  private static void await(BooleanSupplier wanted) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!wanted.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited for %s", PATIENCE).isLessThan(end);
      Thread.sleep(50);
    }
  }
}
