package io.tailrace.exporters.otlp_http;

import io.tailrace.component.Delivery;
import io.tailrace.component.DeliveryPolicy;
import io.tailrace.component.Exporter;
import io.tailrace.component.Factory;
import io.tailrace.component.Host;
import io.tailrace.component.Payload;
import io.tailrace.component.StartException;
import io.tailrace.component.client.HttpSender;
import io.tailrace.component.client.OtlpResponse;
import io.tailrace.component.client.Reply;
import io.tailrace.model.OtlpJson;
import io.tailrace.model.Signal;
import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Sends each payload as it is, as one request, to an OTLP/HTTP server.
public final class OtlpHttpExporter implements Exporter {
  /// The exporter `otlp_http`, formerly `otlphttp`.
  public static final Factory<OtlpHttpConfig> FACTORY =
      Factory.exporter(
          "otlp_http",
          List.of("otlphttp"),
          Set.of(Signal.values()),
          OtlpHttpConfig.class,
          OtlpHttpExporter::new);

  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private final OtlpHttpConfig config;
  private final Host host;
  private final Map<Signal, URI> targets = new EnumMap<>(Signal.class);
  private volatile Optional<HttpSender> sender = Optional.empty();

  private OtlpHttpExporter(OtlpHttpConfig config, Host host) {
    this.config = config;
    this.host = host;
  }

  @Override
  public void start() throws StartException {
    for (Signal signal : host.signals()) {
      targets.put(signal, target(signal));
    }
    sender = Optional.of(HttpSender.open(config.client(), config.timeout(), host));
  }

  @Override
  public Delivery export(Payload payload) throws InterruptedException {
    URI target = Objects.requireNonNull(targets.get(payload.signal()));
    boolean json = config.encoding().equals("json");
    Reply reply =
        sender
            .orElseThrow()
            .post(
                target,
                json ? "application/json" : "application/x-protobuf",
                json ? OtlpJson.write(payload.signal(), payload.otlp()) : payload.otlp());
    return switch (reply) {
      case Reply.Answer(String type, byte[] message) -> OtlpResponse.read(type, message);
      case Reply.Failure(Delivery delivery) -> delivery;
    };
  }

  @Override
  public DeliveryPolicy policy() {
    return config.delivery().policy(config.retryOnFailure(), config.sendingQueue(), MAX_BYTES);
  }

  @Override
  public void close() {
    sender.ifPresent(HttpSender::close);
    sender = Optional.empty();
  }

  private URI target(Signal signal) throws StartException {
    Optional<URI> target = config.target(signal);
    return target.orElseThrow(
        () ->
            new StartException(
                "%s has no address for %s: set endpoint or %s_endpoint"
                    .formatted(host.id(), signal.id(), signal.id())));
  }
}
