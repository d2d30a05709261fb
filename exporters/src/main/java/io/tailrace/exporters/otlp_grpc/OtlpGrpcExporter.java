package io.tailrace.exporters.otlp_grpc;

import io.grpc.MethodDescriptor;
import io.tailrace.component.Delivery;
import io.tailrace.component.DeliveryPolicy;
import io.tailrace.component.Exporter;
import io.tailrace.component.Factory;
import io.tailrace.component.Host;
import io.tailrace.component.Payload;
import io.tailrace.component.StartException;
import io.tailrace.component.client.GrpcClient;
import io.tailrace.component.client.OtlpResponse;
import io.tailrace.component.client.Reply;
import io.tailrace.model.Signal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Sends each payload as it is, as one request, to an OTLP/gRPC server.
public final class OtlpGrpcExporter implements Exporter {
  /// The exporter `otlp_grpc`, formerly `otlp`.
  public static final Factory<OtlpGrpcConfig> FACTORY =
      Factory.exporter(
          "otlp_grpc",
          List.of("otlp"),
          Set.of(Signal.values()),
          OtlpGrpcConfig.class,
          OtlpGrpcExporter::new);

  /// A little below 4 MiB: what a gRPC server takes unless it was told otherwise.
  private static final int MAX_BYTES = 4 * 1024 * 1024 - 64 * 1024;

  private final OtlpGrpcConfig config;
  private final Host host;
  private final Map<Signal, MethodDescriptor<byte[], byte[]>> methods = new EnumMap<>(Signal.class);
  private volatile Optional<GrpcClient> client = Optional.empty();

  private OtlpGrpcExporter(OtlpGrpcConfig config, Host host) {
    this.config = config;
    this.host = host;
    for (Signal signal : Signal.values()) {
      methods.put(signal, GrpcClient.method(signal.service() + "/Export"));
    }
  }

  @Override
  public void start() throws StartException {
    client = Optional.of(GrpcClient.open(config.client(), config.timeout(), host));
  }

  @Override
  public Delivery export(Payload payload) throws InterruptedException {
    MethodDescriptor<byte[], byte[]> method = Objects.requireNonNull(methods.get(payload.signal()));
    Reply reply = client.orElseThrow().call(method, payload.otlp());
    return switch (reply) {
      case Reply.Answer(_, byte[] message) -> OtlpResponse.read(message);
      case Reply.Failure(Delivery delivery) -> delivery;
    };
  }

  @Override
  public DeliveryPolicy policy() {
    return config.delivery().policy(config.retryOnFailure(), config.sendingQueue(), MAX_BYTES);
  }

  @Override
  public void close() {
    client.ifPresent(GrpcClient::close);
    client = Optional.empty();
  }
}
