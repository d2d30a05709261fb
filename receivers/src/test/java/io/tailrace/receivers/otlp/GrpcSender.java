package io.tailrace.receivers.otlp;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.tailrace.component.client.GrpcClient;
import io.tailrace.model.Signal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/// A real gRPC client that sends bytes and keeps what it is answered.
final class GrpcSender implements AutoCloseable {
  private final ManagedChannel channel;

  GrpcSender(String address) {
    this(address, NettyChannelBuilder::usePlaintext);
  }

  GrpcSender(String address, UnaryOperator<NettyChannelBuilder> settings) {
    channel =
        settings
            .apply(
                NettyChannelBuilder.forTarget(address)
                    .disableRetry()
                    .maxInboundMetadataSize(1 << 20))
            .build();
  }

  /// What came back.
  record Answer(Status status, byte[] message, Metadata trailers) {}

  /// What the channel says of its connection.
  ConnectivityState state() {
    return channel.getState(false);
  }

  Answer send(Signal signal, byte[] request) {
    return send(signal, request, CallOptions.DEFAULT, new Metadata());
  }

  Answer send(Signal signal, byte[] request, CallOptions options, Metadata headers) {
    CompletableFuture<Answer> answer = start(signal, request, options, headers);
    return answer.orTimeout(30, TimeUnit.SECONDS).join();
  }

  CompletableFuture<Answer> start(
      Signal signal, byte[] request, CallOptions options, Metadata headers) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    ClientCall<byte[], byte[]> call = channel.newCall(method(signal), options);
    call.start(
        new ClientCall.Listener<>() {
          private byte[] message = {};

          @Override
          public void onMessage(byte[] received) {
            message = received;
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            answer.complete(new Answer(status, message, trailers));
          }
        },
        headers);
    call.request(2);
    call.sendMessage(request);
    call.halfClose();
    return answer;
  }

  static MethodDescriptor<byte[], byte[]> method(Signal signal) {
    return GrpcClient.method(signal.service() + "/Export");
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
