package io.tailrace.component.server;

import io.tailrace.component.Host;
import io.tailrace.component.MetricRegistry;
import io.tailrace.component.Metrics;
import io.tailrace.component.server.GrpcServerConfig.EnforcementPolicy;
import io.tailrace.component.server.GrpcServerConfig.Keepalive;
import io.tailrace.component.server.GrpcServerConfig.ServerParameters;
import io.tailrace.config.ComponentId;
import io.tailrace.model.Signal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What servers are made with: their defaults, and a host without extensions.
final class Servers {
  private static final Duration NEVER = Duration.ZERO;

  static final GrpcServerConfig GRPC =
      new GrpcServerConfig(
          "tcp",
          Optional.empty(),
          0,
          0,
          0,
          0,
          new Keepalive(
              new ServerParameters(NEVER, NEVER, NEVER, NEVER, NEVER),
              new EnforcementPolicy(NEVER, false)),
          Optional.empty(),
          false,
          List.of());

  private Servers() {}

  static HttpServerConfig http(Duration readTimeout) {
    return new HttpServerConfig(
        "tcp",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        false,
        Map.of(),
        List.of(),
        readTimeout,
        true,
        List.of());
  }

  /// A host of nothing but the server.
  record Loopback() implements Host {
    @Override
    public ComponentId id() {
      return ComponentId.of("test");
    }

    @Override
    public Set<Signal> signals() {
      return Set.of();
    }

    @Override
    public InstantSource clock() {
      return InstantSource.system();
    }

    @Override
    public Metrics metrics() {
      return new MetricRegistry();
    }

    @Override
    public <T> Optional<T> extension(ComponentId id, Class<T> type) {
      return Optional.empty();
    }
  }
}
