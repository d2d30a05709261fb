package io.tailrace.app.replay;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.tailrace.component.client.GrpcClient;
import io.tailrace.component.compression.Encoding;
import io.tailrace.component.server.EventLoops;
import io.tailrace.component.server.GrpcEncoding;
import io.tailrace.model.Signal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/// A backend that takes OTLP over gRPC and HTTP, remembers which items it took, and misbehaves
/// when told to.
public final class Sink implements AutoCloseable {
  private static final int LARGEST = 1 << 28;
  private static final byte[] SUCCESS = {};
  private static final byte[] GARBAGE = {(byte) 0xff, 0x13, 0x37, 0x00, (byte) 0xfe};

  private final Journeys journeys;
  private final Map<Signal, IdSet> taken = new EnumMap<>(Signal.class);
  private final LongAdder requests = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder refusals = new LongAdder();
  private final io.grpc.Server grpc;
  private final Server http;
  private volatile Function<Request, Reply> behaviour = Reply.always(Reply.ACCEPT);

  private Sink(int grpcPort, int httpPort, Journeys journeys) throws IOException {
    this.journeys = journeys;
    var builder =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), grpcPort))
            .directExecutor()
            .decompressorRegistry(GrpcEncoding.upTo(LARGEST))
            .maxInboundMessageSize(LARGEST);
    for (var signal : Signal.values()) {
      taken.put(signal, new IdSet());
      builder.addService(service(signal));
    }
    this.grpc = builder.build().start();
    var web =
        Server.builder().http(new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPort));
    web.maxRequestLength(LARGEST).requestTimeoutMillis(0).gracefulShutdownTimeoutMillis(0, 0);
    web.bossGroupFactory(_ -> new EventLoops("sink", 1));
    for (var signal : Signal.values()) {
      web.service("/v1/" + signal.id(), (_, request) -> web(signal, request.aggregate()));
    }
    this.http = web.build();
    http.start().join();
  }

  /// Opens a sink on free ports.
  ///
  /// @param journeys is told which items arrive
  public static Sink open(Journeys journeys) throws IOException {
    return new Sink(0, 0, journeys);
  }

  /// Opens a sink on given ports of 127.0.0.1, such as those of one that was closed before.
  ///
  /// @param journeys is told which items arrive
  public static Sink open(int grpcPort, int httpPort, Journeys journeys) throws IOException {
    return new Sink(grpcPort, httpPort, journeys);
  }

  /// Changes how it answers from now on. The function is asked on event loops.
  public void behave(Function<Request, Reply> answers) {
    behaviour = answers;
  }

  /// The port of OTLP/gRPC.
  public int grpcPort() {
    return grpc.getPort();
  }

  /// The port of OTLP/HTTP.
  public int httpPort() {
    return http.activeLocalPort();
  }

  /// The items of a signal that it took, and how many of them twice.
  public IdSet taken(Signal signal) {
    return taken.getOrDefault(signal, new IdSet());
  }

  /// How many requests it took.
  public long requests() {
    return requests.sum();
  }

  /// How many bytes it took, after decompression.
  public long bytes() {
    return bytes.sum();
  }

  /// How many requests it did not take.
  public long refusals() {
    return refusals.sum();
  }

  @Override
  public void close() {
    grpc.shutdownNow();
    http.stop().join();
    try {
      grpc.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private ServerServiceDefinition service(Signal signal) {
    return ServerServiceDefinition.builder(signal.service())
        .addMethod(
            GrpcClient.method(signal.service() + "/Export"),
            ServerCalls.asyncUnaryCall(
                (byte[] body, StreamObserver<byte[]> client) -> call(signal, body, client)))
        .build();
  }

  private void call(Signal signal, byte[] body, StreamObserver<byte[]> client) {
    switch (reply(signal, body)) {
      case Reply.Accept accept -> later(accept).execute(() -> succeed(client, SUCCESS));
      case Reply.Refuse refusal -> client.onError(status(refusal.status()));
      case Reply.Garbage _ -> succeed(client, GARBAGE);
      case Reply.Never _ -> {}
    }
  }

  private static void succeed(StreamObserver<byte[]> client, byte[] message) {
    client.onNext(message);
    client.onCompleted();
  }

  private HttpResponse web(Signal signal, CompletableFuture<AggregatedHttpRequest> body) {
    return HttpResponse.of(
        body.thenCompose(
            request -> {
              var reply = reply(signal, content(request));
              var answer = new CompletableFuture<HttpResponse>();
              switch (reply) {
                case Reply.Accept accept ->
                    later(accept).execute(() -> answer.complete(web(HttpStatus.OK, SUCCESS)));
                case Reply.Refuse refusal ->
                    answer.complete(web(HttpStatus.valueOf(refusal.status()), SUCCESS));
                case Reply.Garbage _ -> answer.complete(web(HttpStatus.OK, GARBAGE));
                case Reply.Never _ -> {}
              }
              return answer;
            }));
  }

  private static byte[] content(AggregatedHttpRequest request) {
    byte[] body = request.content().array();
    var encoding = Encoding.of(request.headers().get(HttpHeaderNames.CONTENT_ENCODING, ""));
    if (encoding.isEmpty()) {
      return body;
    }
    try (var in = encoding.get().decompress(new ByteArrayInputStream(body), LARGEST)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpResponse web(HttpStatus status, byte[] body) {
    return HttpResponse.of(status, MediaType.X_PROTOBUF, HttpData.wrap(body));
  }

  private Reply reply(Signal signal, byte[] body) {
    var request = Request.of(signal, body);
    var reply = behaviour.apply(request);
    if (reply instanceof Reply.Accept) {
      taken(signal).addAll(request.ids());
      journeys.arrive(request.ids());
      requests.increment();
      bytes.add(body.length);
    } else {
      refusals.increment();
    }
    return reply;
  }

  private static Executor later(Reply.Accept accept) {
    return accept.delay().isZero()
        ? Runnable::run
        : CompletableFuture.delayedExecutor(accept.delay().toMillis(), TimeUnit.MILLISECONDS);
  }

  private static StatusRuntimeException status(int http) {
    var status =
        switch (http) {
          case 400 -> Status.INVALID_ARGUMENT;
          case 401 -> Status.UNAUTHENTICATED;
          case 403 -> Status.PERMISSION_DENIED;
          case 404 -> Status.UNIMPLEMENTED;
          case 429 -> Status.RESOURCE_EXHAUSTED;
          case 503 -> Status.UNAVAILABLE;
          default -> Status.UNKNOWN;
        };
    return status.withDescription("the sink was told to answer " + http).asRuntimeException();
  }
}
