package io.tailrace.extensions.health_check;

import io.tailrace.component.Extension;
import io.tailrace.component.Factory;
import io.tailrace.component.Host;
import io.tailrace.component.Service;
import io.tailrace.component.StartException;
import io.tailrace.component.server.HttpHandler;
import io.tailrace.component.server.HttpReply;
import io.tailrace.component.server.HttpServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// Answers probes.
///
/// On the configured path it is alive once its receivers have opened and stays so: a Kafka that
/// is away, or state that is being restored, is no reason to be killed. `/readyz` says 503 with
/// the reasons for as long as telemetry would be refused.
public final class HealthCheckExtension implements Extension {
  /// How one is made.
  public static final Factory<HealthCheckConfig> FACTORY =
      Factory.extension(
          "health_check", List.of(), HealthCheckConfig.class, HealthCheckExtension::new);

  private static final String READINESS = "/readyz";
  private static final String NOT_AVAILABLE =
      "{\"status\":\"Server not available\",\"upSince\":\"0001-01-01T00:00:00Z\",\"uptime\":\"\"}";

  private final HealthCheckConfig config;
  private final Service service;
  private final InstantSource clock;
  private final HttpServer server;

  private HealthCheckExtension(HealthCheckConfig config, Host host) {
    this.config = config;
    this.service = host.service();
    this.clock = host.clock();
    this.server = new HttpServer(config.server(), config.timeouts(), config.endpoint(), host);
    server.route(READINESS, HttpHandler.looking(this::readiness));
    server.route(config.path(), HttpHandler.looking(this::liveness));
  }

  @Override
  public void start() throws StartException {
    server.start();
  }

  @Override
  public String address() {
    return server.address();
  }

  private HttpReply liveness() {
    boolean alive = service.opened();
    int status = alive ? 200 : 503;
    return config
        .responseBody()
        .map(body -> HttpReply.text(status, alive ? body.healthy() : body.unhealthy()))
        .orElseGet(() -> json(status, alive ? available() : NOT_AVAILABLE));
  }

  private String available() {
    Duration uptime = Duration.between(service.started(), clock.instant());
    return "{\"status\":\"Server available\",\"upSince\":\"%s\",\"uptime\":\"%s\"}"
        .formatted(service.started(), GoDuration.of(uptime));
  }

  private HttpReply readiness() {
    List<String> reasons = service.unready();
    return reasons.isEmpty()
        ? HttpReply.text(200, "ready\n")
        : HttpReply.text(503, String.join("\n", reasons) + "\n");
  }

  private static HttpReply json(int status, String body) {
    return HttpReply.of(status, "application/json", body.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    server.close();
  }
}
