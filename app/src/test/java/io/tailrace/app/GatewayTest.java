package io.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.component.StartException;
import io.tailrace.config.ComponentId;
import io.tailrace.config.Configuration;
import io.tailrace.config.ConfigurationReader;
import io.tailrace.config.Environment;
import io.tailrace.config.Loaded;
import io.tailrace.config.Report;
import io.tailrace.testkit.RawConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayTest {
  private static final String CONFIG =
      """
      receivers:
        otlp: {protocols: {grpc: {endpoint: "localhost:0"}}}
      exporters:
        otlp: {endpoint: "localhost:%d", compression: none, tls: {insecure: true}}
      extensions:
        kafka: {embedded: {endpoint: "127.0.0.1:0", ballast: 0}}
      service:
        telemetry: {metrics: {readers: [{pull: {exporter: {prometheus: {host: localhost, port: 0}}}}]}}
        pipelines:
          traces: {receivers: [otlp], exporters: [otlp]}
      """;

  @TempDir private Path directory;
  private final BlockingQueue<ExportTraceServiceRequest> arrived = new LinkedBlockingQueue<>();
  private final Semaphore answering = new Semaphore(1);
  private io.grpc.Server sink = NettyServerBuilder.forPort(0).build();

  @BeforeEach
  void openSink() throws IOException {
    sink =
        NettyServerBuilder.forAddress(new InetSocketAddress("localhost", 0))
            .addService(new Sink(arrived, answering))
            .build()
            .start();
  }

  @AfterEach
  void closeSink() {
    sink.shutdownNow();
  }

  @Test
  void carriesASpanFromReceiverToBackendThroughKafka() throws Exception {
    try (Gateway gateway = gateway(Settings.Role.ALL)) {
      gateway.start(read(config()));
      send(gateway, "one");
      assertThat(next()).isEqualTo("one");
      assertThat(gateway.unready()).isEmpty();
      String address = gateway.metricsAddress().orElseThrow();
      assertThat(get("http://" + address + "/metrics"))
          .contains("otelcol_process_uptime", "target_info{", "otelcol_exporter_sent_spans")
          .contains("otelcol_exporter_queue_size{data_type=\"traces\",exporter=\"otlp\"")
          .contains("otelcol_exporter_in_flight_requests{data_type=\"traces\",exporter=\"otlp\"");
      assertThat(get("http://" + address + "/ledger")).contains("\"exporters\"");
    }
  }

  @Test
  void aSecondOneIsToldAboutTheDirectoryAndNotAboutThePortsThatBothWant() throws Exception {
    try (Gateway first = gateway(Settings.Role.ALL);
        Gateway second = gateway(Settings.Role.ALL)) {
      first.start(read(config()));
      String port = first.metricsAddress().orElseThrow().replaceFirst(".*:", "");
      Configuration same = read(config().replace("localhost, port: 0", "localhost, port: " + port));

      assertThatThrownBy(() -> second.start(same))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("in use by the process with id " + ProcessHandle.current().pid())
          .hasMessageContaining("--data-dir");
      assertThat(first.unready()).isEmpty();
    }
  }

  @Test
  void doesNotInterruptAReceiverThatStaysTheSame() throws Exception {
    try (Gateway gateway = gateway(Settings.Role.ALL)) {
      gateway.start(read(config()));
      var before = gateway.listening();
      gateway.reload(read(config().replace("compression: none", "compression: gzip")));
      assertThat(gateway.listening()).isEqualTo(before);
      send(gateway, "after");
      assertThat(next()).isEqualTo("after");
    }
  }

  @Test
  void forwardsWithoutKafkaAsAnAgent() throws Exception {
    try (Gateway gateway = gateway(Settings.Role.AGENT)) {
      gateway.start(read(config()));
      send(gateway, "direct");
      assertThat(arrived).hasSize(1);
      assertThat(directory).isEmptyDirectory();
    }
  }

  @Test
  void answersWhatIsUnderWayWhenItEnds() throws Exception {
    Gateway gateway = gateway(Settings.Role.AGENT);
    gateway.start(read(config()));
    String address = gateway.listening().get(ComponentId.of("otlp")).getFirst().address();
    answering.acquire();
    FutureTask<Void> sending =
        new FutureTask<>(
            () -> {
              send(gateway, "late");
              return null;
            });
    Thread.startVirtualThread(sending);
    assertThat(next()).isEqualTo("late");
    Thread ending = Thread.startVirtualThread(gateway::close);
    while (connects(address)) {
      Thread.onSpinWait();
    }
    assertThat(sending).isNotDone();
    answering.release();
    assertThat(sending).succeedsWithin(Duration.ofSeconds(20));
    ending.join();
  }

  private static boolean connects(String address) {
    try (RawConnection _ = RawConnection.to(address)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private Gateway gateway(Settings.Role role) {
    return new Gateway(Settings.of(role, directory), Clock.systemUTC());
  }

  private String config() {
    return CONFIG.formatted(sink.getPort());
  }

  private static Configuration read(String text) {
    Loaded loaded =
        new ConfigurationReader(Components.ALL, Environment.of(Map.of()))
            .read(List.of("yaml:" + text), List.of());
    return loaded
        .configuration()
        .orElseThrow(() -> new AssertionError(Report.text(loaded.problems(), false)));
  }

  private static void send(Gateway gateway, String name) throws InterruptedException {
    String address = gateway.listening().get(ComponentId.of("otlp")).getFirst().address();
    ManagedChannel channel = NettyChannelBuilder.forTarget(address).usePlaintext().build();
    try {
      ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
      request
          .addResourceSpansBuilder()
          .addScopeSpansBuilder()
          .addSpans(
              Span.newBuilder()
                  .setName(name)
                  .setTraceId(com.google.protobuf.ByteString.copyFrom(new byte[16]))
                  .setSpanId(com.google.protobuf.ByteString.copyFrom(new byte[8])));
      TraceServiceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(60, TimeUnit.SECONDS)
          .export(request.build());
    } finally {
      channel.shutdownNow();
      channel.awaitTermination(5, TimeUnit.SECONDS);
    }
  }

  private String next() throws InterruptedException {
    ExportTraceServiceRequest request = arrived.poll(30, TimeUnit.SECONDS);
    assertThat(request).isNotNull();
    return request.getResourceSpans(0).getScopeSpans(0).getSpans(0).getName();
  }

  private static String get(String url) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private static final class Sink extends TraceServiceGrpc.TraceServiceImplBase {
    private final BlockingQueue<ExportTraceServiceRequest> arrived;
    private final Semaphore answering;

    Sink(BlockingQueue<ExportTraceServiceRequest> arrived, Semaphore answering) {
      this.arrived = arrived;
      this.answering = answering;
    }

    @Override
    public void export(
        ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> answer) {
      arrived.add(request);
      answering.acquireUninterruptibly();
      answering.release();
      answer.onNext(ExportTraceServiceResponse.getDefaultInstance());
      answer.onCompleted();
    }
  }
}
