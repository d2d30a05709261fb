package io.tailrace.exporters.otlp_grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.tailrace.component.client.GrpcClient;
import io.tailrace.model.Signal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// A gRPC server that keeps what it is sent and answers as the test says.
final class GrpcBackend implements AutoCloseable {
  private static final Context.Key<Metadata> METADATA = Context.key("metadata");

  private static final Context.Key<String> AUTHORITY = Context.key("authority");

  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final Server server;
  private volatile Function<byte[], byte[]> answer = _ -> new byte[0];

  /// A request as it arrived.
  record Received(Signal signal, byte[] otlp, Metadata metadata, String authority) {
    String header(String name) {
      return String.valueOf(metadata.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER)));
    }
  }

  GrpcBackend() throws IOException {
    this(builder -> builder);
  }

  GrpcBackend(UnaryOperator<NettyServerBuilder> settings) throws IOException {
    NettyServerBuilder builder =
        settings.apply(NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)));
    for (Signal signal : Signal.values()) {
      builder.addService(service(signal));
    }
    server = builder.directExecutor().intercept(new KeepMetadata()).build().start();
  }

  String endpoint() {
    return "127.0.0.1:" + server.getPort();
  }

  List<Received> received() {
    return received;
  }

  void answer(Function<byte[], byte[]> function) {
    answer = function;
  }

  void fail(Status status, Metadata trailers) {
    answer =
        _ -> {
          throw new StatusRuntimeException(status, trailers);
        };
  }

  private ServerServiceDefinition service(Signal signal) {
    MethodDescriptor<byte[], byte[]> method = GrpcClient.method(signal.service() + "/Export");
    return ServerServiceDefinition.builder(signal.service())
        .addMethod(
            method,
            ServerCalls.asyncUnaryCall(
                (request, observer) -> {
                  received.add(new Received(signal, request, METADATA.get(), AUTHORITY.get()));
                  try {
                    observer.onNext(answer.apply(request));
                    observer.onCompleted();
                  } catch (StatusRuntimeException e) {
                    observer.onError(e);
                  }
                }))
        .build();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private static final class KeepMetadata implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      return Contexts.interceptCall(
          Context.current()
              .withValues(METADATA, headers, AUTHORITY, String.valueOf(call.getAuthority())),
          call,
          headers,
          next);
    }
  }
}
