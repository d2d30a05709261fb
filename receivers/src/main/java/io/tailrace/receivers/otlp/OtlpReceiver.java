package io.tailrace.receivers.otlp;

import io.tailrace.component.Factory;
import io.tailrace.component.Host;
import io.tailrace.component.Intake;
import io.tailrace.component.Receiver;
import io.tailrace.component.StartException;
import io.tailrace.component.server.GrpcServer;
import io.tailrace.component.server.HttpServer;
import io.tailrace.model.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Receives OTLP over gRPC and HTTP.
///
/// Requests stay bytes: they are counted, and handed to the intake as they came. Only the
/// signals whose pipelines name the receiver are served.
public final class OtlpReceiver implements Receiver {
  /// How one is made.
  public static final Factory<OtlpConfig> FACTORY =
      Factory.receiver(
          "otlp", List.of(), Set.of(Signal.values()), OtlpConfig.class, OtlpReceiver::new);

  private final Optional<GrpcServer> grpc;
  private final Optional<HttpServer> http;

  private OtlpReceiver(OtlpConfig config, Host host, Intake intake) {
    this.grpc = config.protocols().grpc().map(settings -> grpc(settings, host, intake));
    this.http = config.protocols().http().map(settings -> http(settings, host, intake));
  }

  private static GrpcServer grpc(OtlpConfig.Grpc settings, Host host, Intake intake) {
    GrpcServer server = new GrpcServer(settings.server(), settings.endpoint(), host);
    for (Signal signal : host.signals()) {
      server.unary(
          signal.service() + "/Export", new OverGrpc(new Reception(signal, "grpc", host, intake)));
    }
    return server;
  }

  private static HttpServer http(OtlpConfig.Http settings, Host host, Intake intake) {
    HttpServer server =
        new HttpServer(settings.server(), settings.timeouts(), settings.endpoint(), host);
    for (Signal signal : host.signals()) {
      server.route(
          settings.path(signal), new OverHttp(new Reception(signal, "http", host, intake)));
    }
    return server;
  }

  @Override
  public void start() throws StartException {
    try {
      if (grpc.isPresent()) {
        grpc.get().start();
      }
      if (http.isPresent()) {
        http.get().start();
      }
    } catch (StartException e) {
      close();
      throw e;
    }
  }

  @Override
  public List<Listening> listening() {
    List<Listening> listening = new ArrayList<>();
    grpc.ifPresent(server -> listening.add(new Listening("otlp/grpc", server.address())));
    http.ifPresent(server -> listening.add(new Listening("otlp/http", server.address())));
    return listening;
  }

  /// Ends both servers at the same time, since each waits for what is under way.
  @Override
  public void close() {
    try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
      grpc.ifPresent(server -> both.execute(server::close));
      http.ifPresent(server -> both.execute(server::close));
    }
  }
}
