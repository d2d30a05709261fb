package io.tailrace.app.replay;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.tailrace.component.client.GrpcClient;
import io.tailrace.model.Signal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// OTLP/gRPC on a connection of its own.
final class GrpcSender implements Sender {
  private static final int LARGEST = 1 << 28;

  private final ManagedChannel channel;
  private final Duration timeout;
  private final Map<Signal, MethodDescriptor<byte[], byte[]>> methods = new EnumMap<>(Signal.class);

  GrpcSender(String target, Duration timeout) {
    this.channel =
        NettyChannelBuilder.forTarget(target)
            .usePlaintext()
            .maxInboundMessageSize(LARGEST)
            .directExecutor()
            .build();
    this.timeout = timeout;
    for (var signal : Signal.values()) {
      methods.put(signal, GrpcClient.method(signal.service() + "/Export"));
    }
  }

  @Override
  public Answer send(Request request) throws InterruptedException {
    var options = CallOptions.DEFAULT.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
    try {
      var _ =
          ClientCalls.blockingUnaryCall(
              channel, methods.get(request.signal()), options, request.otlp());
      return Answer.ACKNOWLEDGED;
    } catch (StatusRuntimeException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return answer(e.getStatus());
    }
  }

  private static Answer answer(Status status) {
    return switch (status.getCode()) {
      case UNAVAILABLE,
          RESOURCE_EXHAUSTED,
          DEADLINE_EXCEEDED,
          CANCELLED,
          ABORTED,
          OUT_OF_RANGE,
          DATA_LOSS ->
          Answer.retry(text(status));
      default -> Answer.rejected(text(status));
    };
  }

  /// What a person reads about a refusal: the code, what was said, and what was at the bottom of
  /// it.
  private static String text(Status status) {
    var cause =
        Optional.ofNullable(status.getCause()).map(Throwable::getMessage).map(of -> ": " + of);
    var description = Optional.ofNullable(status.getDescription()).map(of -> ": " + of);
    return status.getCode() + description.orElse("") + cause.orElse("");
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
