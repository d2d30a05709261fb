package io.tailrace.app.clients;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.tailrace.app.Components;
import io.tailrace.app.Gateway;
import io.tailrace.app.Settings;
import io.tailrace.app.replay.Journeys;
import io.tailrace.app.replay.Reply;
import io.tailrace.app.replay.Request;
import io.tailrace.app.replay.Sink;
import io.tailrace.component.Receiver;
import io.tailrace.config.ComponentId;
import io.tailrace.config.ConfigurationReader;
import io.tailrace.config.Environment;
import io.tailrace.model.Signal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A whole pipeline with its broker, and a backend that keeps what it is sent.
final class Station implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final String CONFIG =
      """
      receivers:
        otlp:
          protocols: {grpc: {endpoint: "127.0.0.1:0"}, http: {endpoint: "127.0.0.1:0"}}
      exporters:
        otlp: {endpoint: "127.0.0.1:%d", tls: {insecure: true}}
      extensions:
        kafka: {%s}
      service:
        telemetry: {metrics: {level: none}}
        pipelines:
          traces: {receivers: [otlp], exporters: [otlp]}
          metrics: {receivers: [otlp], exporters: [otlp]}
          logs: {receivers: [otlp], exporters: [otlp]}
      """;

  private final Queue<Request> arrived = new ConcurrentLinkedQueue<>();
  private final Sink sink;
  private final Gateway gateway;

  private Station(Sink sink, Gateway gateway) {
    this.sink = sink;
    this.gateway = gateway;
  }

  /// Starts one.
  ///
  /// @param directory where the broker keeps its data
  static Station start(Path directory) throws Exception {
    return start(directory, "embedded: {endpoint: \"127.0.0.1:0\", ballast: 0}");
  }

  /// Starts one.
  ///
  /// @param directory its data directory
  /// @param kafka what stands below `extensions: kafka`, as flow-style YAML
  static Station start(Path directory, String kafka) throws Exception {
    Sink sink = Sink.open(new Journeys());
    Gateway gateway = new Gateway(Settings.of(Settings.Role.ALL, directory), Clock.systemUTC());
    Station station = new Station(sink, gateway);
    sink.behave(
        request -> {
          station.arrived.add(request);
          return Reply.ACCEPT;
        });
    gateway.start(
        new ConfigurationReader(Components.ALL, Environment.of(Map.of()))
            .read(List.of("yaml:" + CONFIG.formatted(sink.grpcPort(), kafka)), List.of())
            .configuration()
            .orElseThrow());
    return station;
  }

  /// Host and port of OTLP over `grpc` or `http`.
  String address(String transport) {
    return gateway.listening().getOrDefault(ComponentId.of("otlp"), List.of()).stream()
        .filter(open -> open.protocol().endsWith(transport))
        .map(Receiver.Listening::address)
        .findFirst()
        .orElseThrow();
  }

  /// Waits until the ledger accounts for everything and nothing is under way.
  void awaitSettled() throws InterruptedException {
    String _ =
        await(
            () ->
                Stream.of(gateway.ledger())
                    .filter(ledger -> ledger.contains("\"balanced\":true"))
                    .filter(ledger -> !ledger.matches("(?s).*\"in_flight\":[1-9].*")));
  }

  /// The first span to arrive from a service.
  Span span(String service) throws Exception {
    return await(
        () ->
            bytes(Signal.TRACES)
                .map(bytes -> parsed(bytes, ExportTraceServiceRequest.parser()))
                .flatMap(request -> request.getResourceSpansList().stream())
                .filter(group -> isFrom(service, group.getResource()))
                .flatMap(group -> group.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream()));
  }

  /// The first log record to arrive from a service.
  LogRecord log(String service) throws Exception {
    return await(
        () ->
            bytes(Signal.LOGS)
                .map(bytes -> parsed(bytes, ExportLogsServiceRequest.parser()))
                .flatMap(request -> request.getResourceLogsList().stream())
                .filter(group -> isFrom(service, group.getResource()))
                .flatMap(group -> group.getScopeLogsList().stream())
                .flatMap(scope -> scope.getLogRecordsList().stream()));
  }

  /// The first data point to arrive of a metric of a service.
  NumberDataPoint point(String service, String metric) throws Exception {
    return await(
        () ->
            bytes(Signal.METRICS)
                .map(bytes -> parsed(bytes, ExportMetricsServiceRequest.parser()))
                .flatMap(request -> request.getResourceMetricsList().stream())
                .filter(group -> isFrom(service, group.getResource()))
                .flatMap(group -> group.getScopeMetricsList().stream())
                .flatMap(scope -> scope.getMetricsList().stream())
                .filter(found -> found.getName().equals(metric))
                .flatMap(found -> found.getSum().getDataPointsList().stream()));
  }

  private static boolean isFrom(String service, Resource resource) {
    return text(resource.getAttributesList(), "service.name").equals(service);
  }

  /// The value of an attribute, as text.
  static String text(List<KeyValue> attributes, String key) {
    return attributes.stream()
        .filter(attribute -> attribute.getKey().equals(key))
        .map(attribute -> attribute.getValue().getStringValue())
        .findFirst()
        .orElse("");
  }

  private Stream<byte[]> bytes(Signal signal) {
    return arrived.stream().filter(request -> request.signal() == signal).map(Request::otlp);
  }

  private static <T> T parsed(byte[] bytes, com.google.protobuf.Parser<T> parser) {
    try {
      return parser.parseFrom(bytes);
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static <T> T await(Supplier<Stream<T>> wanted) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<T> found = wanted.get().findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("nothing arrived within " + PATIENCE);
      }
      Thread.sleep(LOOK);
    }
  }

  @Override
  public void close() {
    gateway.close();
    sink.close();
  }
}
