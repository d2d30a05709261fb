package io.tailrace.app;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A backend of tests that keeps the names of the spans that it got, and a client that sends them.
///
/// As a field that JUnit knows it is there for one test.
final class TraceSink implements AutoCloseable, AfterEachCallback {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
  private final Server server;
  private volatile boolean down;
  private volatile String authorization = "";
  private volatile String unanswered = "";

  TraceSink() {
    try {
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress("localhost", 0))
              .addService(new Service())
              .intercept(this::noting)
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    close();
  }

  int port() {
    return server.getPort();
  }

  /// Whether it answers that it cannot take anything now.
  void down(boolean now) {
    down = now;
  }

  /// Never answers a request with a span of this name.
  void doNotAnswer(String name) {
    unanswered = name;
  }

  /// The name of the next span; fails when none comes.
  String next() throws InterruptedException {
    String name = arrived.poll(60, TimeUnit.SECONDS);
    return name == null ? "nothing within a minute" : name;
  }

  /// What arrived and was not asked for.
  List<String> rest() {
    return List.copyOf(arrived);
  }

  /// The header `authorization` of the last request; empty when it had none.
  String authorization() {
    return authorization;
  }

  private <Q, A> ServerCall.Listener<Q> noting(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    authorization = Objects.requireNonNullElse(headers.get(AUTHORIZATION), "");
    return next.startCall(call, headers);
  }

  /// Sends a span and returns once it is acknowledged.
  static void send(String address, String name) throws InterruptedException {
    ManagedChannel channel = NettyChannelBuilder.forTarget(address).usePlaintext().build();
    try {
      ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
      request
          .addResourceSpansBuilder()
          .addScopeSpansBuilder()
          .addSpans(
              Span.newBuilder()
                  .setName(name)
                  .setTraceId(ByteString.copyFrom(new byte[16]))
                  .setSpanId(ByteString.copyFrom(new byte[8])));
      var _ =
          TraceServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(Duration.ofSeconds(60))
              .export(request.build());
    } finally {
      channel.shutdownNow();
      channel.awaitTermination(5, TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private final class Service extends TraceServiceGrpc.TraceServiceImplBase {
    @Override
    public void export(
        ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> answer) {
      if (down) {
        answer.onError(Status.UNAVAILABLE.asRuntimeException());
        return;
      }
      List<String> names =
          request.getResourceSpansList().stream()
              .flatMap(resource -> resource.getScopeSpansList().stream())
              .flatMap(scope -> scope.getSpansList().stream())
              .map(Span::getName)
              .toList();
      arrived.addAll(names);
      if (!names.contains(unanswered)) {
        answer.onNext(ExportTraceServiceResponse.getDefaultInstance());
        answer.onCompleted();
      }
    }
  }
}
